/** Puts a company with its branches, users and licences into the database, as often as one likes. */
import { Id, Role, Tenant } from "@printermaster/contracts";
import { sha256Hex } from "@printermaster/runtime";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type { Sql } from "postgres";
import { z } from "zod";
import { apiKey, appUser, branch, company, licence, userBranch } from "./account.schema.ts";
import { hashPassword } from "./passwords.ts";

const Named = z.object({ id: Id, name: z.string().min(1) });

export const DemoAccounts = z.object({
  company: Named.extend({ tenant: Tenant.optional() }),
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
  apiKeys: z
    .array(
      z.object({
        key: z.string().min(8),
        name: z.string().min(1),
        /** Empty: every branch, now and later. */
        branches: z.array(Id),
      }),
    )
    .default([]),
});
export type DemoAccounts = z.infer<typeof DemoAccounts>;
type Given = z.input<typeof DemoAccounts>;
type Db = Pick<PostgresJsDatabase, "insert" | "delete">;

export async function putDemoAccounts(sql: Sql, given: Given, newId: () => string): Promise<void> {
  const demo = DemoAccounts.parse(given);
  await drizzle(sql).transaction(async (db) => {
    const { name, tenant } = demo.company;
    const target = company.id;
    const set = { name, tenant: tenant ?? null };
    await db.insert(company).values(demo.company).onConflictDoUpdate({ target, set });
    for (const row of demo.branches) await putBranch(db, demo.company.id, row);
    for (const user of demo.users) await putUser(db, demo, user, newId);
    await putLicences(db, demo, newId);
    await putApiKeys(db, demo, newId);
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

async function putLicences(db: Db, demo: DemoAccounts, newId: () => string) {
  for (const { key, branchId, devices } of demo.licences) {
    const facts = { company: demo.company.id, branch: branchId, devices };
    await db
      .insert(licence)
      .values({ hash: sha256Hex(key), id: newId(), name: `Agents of ${branchId}`, ...facts })
      .onConflictDoUpdate({ target: licence.hash, set: facts });
  }
}

async function putApiKeys(db: Db, demo: DemoAccounts, newId: () => string) {
  for (const { key, name, branches } of demo.apiKeys) {
    const own = branches.length > 0 ? branches : null;
    const facts = { name, company: demo.company.id, branches: own };
    await db
      .insert(apiKey)
      .values({ hash: sha256Hex(key), id: newId(), ...facts })
      .onConflictDoUpdate({ target: apiKey.hash, set: facts });
  }
}
