/** Schema `account`: the truth about who may do what. The SQL that makes it is in gateway/migrations. */
import { integer, pgSchema, primaryKey, text } from "drizzle-orm/pg-core";

const account = pgSchema("account");

export const company = account.table("company", {
  id: text().primaryKey(),
  name: text().notNull(),
});

export const branch = account.table(
  "branch",
  { company: text().notNull(), id: text().notNull(), name: text().notNull() },
  (table) => [primaryKey({ columns: [table.company, table.id] })],
);

export const appUser = account.table("app_user", {
  id: text().primaryKey(),
  email: text().notNull().unique(),
  name: text().notNull(),
  passwordHash: text("password_hash").notNull(),
  role: text({ enum: ["owner", "manager", "staff", "support"] }).notNull(),
  company: text().notNull(),
});

export const userBranch = account.table(
  "user_branch",
  { userId: text("user_id").notNull(), company: text().notNull(), branch: text().notNull() },
  (table) => [primaryKey({ columns: [table.userId, table.company, table.branch] })],
);

/** Known by the key's hash only. */
export const licence = account.table("licence", {
  hash: text().primaryKey(),
  company: text().notNull(),
  branch: text().notNull(),
  devices: integer().notNull(),
});
