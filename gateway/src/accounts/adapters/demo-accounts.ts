/** Puts a company with its branches, users and licences into the database, as often as one likes. */
import { Id, Role } from "@printermaster/contracts";
import { sha256Hex } from "@printermaster/runtime";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type { Sql } from "postgres";
import { z } from "zod";
import { appUser, branch, company, licence, userBranch } from "./account.schema.ts";
import { hashPassword } from "./passwords.ts";

const Named = z.object({ id: Id, name: z.string().min(1) });

export const DemoAccounts = z.object({
  company: Named,
  branches: z.array(Named).min(1),
  users: z.array(
    z.object({
      email: z.email().toLowerCase(),
      name: z.string().min(1),
      password: z.string().min(8),
      role: Role,
      /** Empty: every branch above. */
      branches: z.array(Id),
    }),
  ),
  licences: z.array(
    z.object({ key: z.string().min(8), branchId: Id, devices: z.number().int().positive() }),
  ),
});
export type DemoAccounts = z.infer<typeof DemoAccounts>;
type Db = Pick<PostgresJsDatabase, "insert" | "delete">;

export async function putDemoAccounts(
  sql: Sql,
  demo: DemoAccounts,
  newId: () => string,
): Promise<void> {
  await drizzle(sql).transaction(async (db) => {
    const { name } = demo.company;
    const target = company.id;
    await db.insert(company).values(demo.company).onConflictDoUpdate({ target, set: { name } });
    for (const row of demo.branches) await putBranch(db, demo.company.id, row);
    for (const user of demo.users) await putUser(db, demo, user, newId);
    for (const { key, branchId, devices } of demo.licences) {
      const facts = { company: demo.company.id, branch: branchId, devices };
      await db
        .insert(licence)
        .values({ hash: sha256Hex(key), ...facts })
        .onConflictDoUpdate({ target: licence.hash, set: facts });
    }
  });
}

async function putBranch(db: Db, owner: string, { id, name }: z.infer<typeof Named>) {
  await db
    .insert(branch)
    .values({ company: owner, id, name })
    .onConflictDoUpdate({ target: [branch.company, branch.id], set: { name } });
}

async function putUser(
  db: Db,
  demo: DemoAccounts,
  { email, name, password, role, branches }: DemoAccounts["users"][number],
  newId: () => string,
) {
  const passwordHash = await hashPassword(password);
  const facts = { name, role, passwordHash, company: demo.company.id };
  const [user] = await db
    .insert(appUser)
    .values({ id: newId(), email, ...facts })
    .onConflictDoUpdate({ target: appUser.email, set: facts })
    .returning({ userId: appUser.id });
  const allowed = branches.length > 0 ? branches : demo.branches.map(({ id }) => id);
  for (const id of allowed) {
    const row = { userId: user!.userId, company: demo.company.id, branch: id };
    await db.insert(userBranch).values(row).onConflictDoNothing();
  }
}
