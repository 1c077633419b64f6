import { and, asc, eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres, { type Sql } from "postgres";
import type { Accounts } from "../app/ports.ts";
import { appUser, branch, company, userBranch } from "./account.schema.ts";
import { reading } from "./reading.ts";

export const openPostgres = (url: string): Sql =>
  postgres(url, { max: 5, connect_timeout: 3, onnotice: () => undefined });

export function postgresAccounts(sql: Sql): Accounts {
  const db = drizzle(sql);

  const branchesOf = (userId: string) =>
    db
      .select({ id: branch.id, name: branch.name })
      .from(userBranch)
      .innerJoin(
        branch,
        and(eq(branch.company, userBranch.company), eq(branch.id, userBranch.branch)),
      )
      .where(eq(userBranch.userId, userId))
      .orderBy(asc(branch.name), asc(branch.id));

  return {
    userByEmail: (email) =>
      reading(async () => {
        const [row] = await db
          .select({ user: appUser, companyName: company.name })
          .from(appUser)
          .innerJoin(company, eq(company.id, appUser.company))
          .where(eq(appUser.email, email));
        if (!row) return undefined;
        const { passwordHash, ...user } = row.user;
        const branches = await branchesOf(user.id);
        const { companyName } = row;
        return { passwordHash, principal: { kind: "user", ...user, companyName, branches } };
      }),
  };
}

export const databaseAnswers = (sql: Sql): Promise<boolean> =>
  reading(() => sql`select 1`).then(
    () => true,
    () => false,
  );
