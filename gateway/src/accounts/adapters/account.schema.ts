/** Schema `account`: the truth about who may do what. The SQL that makes it is in gateway/migrations. */
import { integer, pgSchema, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true });
const validity = { expiresAt: at("expires_at"), revokedAt: at("revoked_at") };

const account = pgSchema("account");

export const company = account.table("company", {
  id: text().primaryKey(),
  name: text().notNull(),
  /** None: its id. */
  tenant: text(),
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
  id: text().notNull(),
  name: text().notNull(),
  createdAt: at("created_at").notNull().defaultNow(),
  ...validity,
});

/** Known by the key's hash only. Without branches it is for all that the company has. */
export const apiKey = account.table("api_key", {
  hash: text().primaryKey(),
  id: text().notNull(),
  name: text().notNull(),
  company: text().notNull(),
  branches: text().array(),
  createdAt: at("created_at").notNull().defaultNow(),
  ...validity,
});

export const session = account.table("session", {
  id: text().primaryKey(),
  userId: text("user_id").notNull(),
  createdAt: at("created_at").notNull().defaultNow(),
  expiresAt: at("expires_at").notNull(),
  revokedAt: at("revoked_at"),
});

/** Known by its hash only. */
export const refreshToken = account.table("refresh_token", {
  hash: text().primaryKey(),
  session: text().notNull(),
  usedAt: at("used_at"),
});
