import { and, asc, eq, type SQL } from "drizzle-orm";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres, { type Sql } from "postgres";
import type { Accounts } from "../app/ports.ts";
import { appUser, branch, company, userBranch } from "./account.schema.ts";
import { branchesOf } from "./postgres-credentials.ts";
import { reading } from "./reading.ts";

export const openPostgres = (url: string): Sql =>
  postgres(url, { max: 5, connect_timeout: 3, onnotice: () => undefined });

export function postgresAccounts(sql: Sql): Accounts {
  const db = drizzle(sql);

  const found = async (which: SQL) => {
    const [row] = await db
      .select({ user: appUser, companyName: company.name })
      .from(appUser)
      .innerJoin(company, eq(company.id, appUser.company))
      .where(which);
    if (!row) return undefined;
    const { passwordHash, ...user } = row.user;
    const branches = await branchesOfUser(db, row.user);
    const principal = { kind: "user" as const, ...user, companyName: row.companyName, branches };
    return { passwordHash, principal };
  };

  return {
    userByEmail: (email) => reading(() => found(eq(appUser.email, email))),
    userById: (id) => reading(async () => (await found(eq(appUser.id, id)))?.principal),
  };
}

/** Owners and support see all that the company has, also what is opened later. */
function branchesOfUser(
  db: PostgresJsDatabase,
  { id, role, company }: Pick<typeof appUser.$inferSelect, "id" | "role" | "company">,
) {
  if (role === "owner" || role === "support") return branchesOf(db, company, null);
  return db
    .select({ id: branch.id, name: branch.name })
    .from(userBranch)
    .innerJoin(
      branch,
      and(eq(branch.company, userBranch.company), eq(branch.id, userBranch.branch)),
    )
    .where(eq(userBranch.userId, id))
    .orderBy(asc(branch.name), asc(branch.id));
}

export const databaseAnswers = (sql: Sql): Promise<boolean> =>
  reading(() => sql`select 1`).then(
    () => true,
    () => false,
  );
