import { and, asc, eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres, { type Sql } from "postgres";
import { Fault } from "../../domain/fault.ts";
import type { Accounts } from "../app/ports.ts";
import { appUser, branch, company, licence, userBranch } from "./account.schema.ts";

/** A database that hangs counts as away, or log-ins would pile up behind it. */
const LIMIT_MS = 4000;

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

    licenceByHash: (hash) =>
      reading(async () => {
        const [row] = await db.select().from(licence).where(eq(licence.hash, hash));
        return row && { company: row.company, branch: row.branch };
      }),
  };
}

export const databaseAnswers = (sql: Sql): Promise<boolean> =>
  reading(() => sql`select 1`).then(
    () => true,
    () => false,
  );

export async function reading<T>(work: () => PromiseLike<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the database did not answer in time")), LIMIT_MS);
  });
  try {
    return await Promise.race([work(), late]);
  } catch (cause) {
    throw new Fault("read-model-unavailable", cause);
  } finally {
    clearTimeout(timer);
  }
}
