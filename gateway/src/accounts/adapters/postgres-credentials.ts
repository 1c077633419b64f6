import type { Id } from "@printermaster/contracts";
import { and, asc, eq, inArray, sql as text } from "drizzle-orm";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type { Sql } from "postgres";
import type { Credentials } from "../app/ports.ts";
import { apiKey, branch, company, licence } from "./account.schema.ts";
import { reading } from "./reading.ts";

const slug = text<string>`coalesce(${company.tenant}, ${company.id})`;

export function postgresCredentials(sql: Sql): Credentials {
  const db = drizzle(sql);

  return {
    licenceByHash: (hash) =>
      reading(async () => {
        const [row] = await db.select().from(licence).where(eq(licence.hash, hash));
        if (!row) return undefined;
        const { id, name, company, branch, devices } = row;
        return { id, name, company, branch, devices, ...validityOf(row) };
      }),

    apiKeyByHash: (hash) =>
      reading(async () => {
        const [row] = await db
          .select({ key: apiKey, companyName: company.name, tenant: slug })
          .from(apiKey)
          .innerJoin(company, eq(company.id, apiKey.company))
          .where(eq(apiKey.hash, hash));
        if (!row) return undefined;
        const { key, companyName, tenant } = row;
        const { id, name, company: owner } = key;
        const branches = await branchesOf(db, owner, key.branches);
        return { id, name, company: owner, companyName, tenant, branches, ...validityOf(key) };
      }),

    tenantBySlug: (tenant) =>
      reading(async () => {
        const [row] = await db
          .select({ company: company.id })
          .from(company)
          .where(eq(slug, tenant));
        return row;
      }),
  };
}

export const branchesOf = (db: PostgresJsDatabase, owner: Id, only: readonly Id[] | null) =>
  db
    .select({ id: branch.id, name: branch.name })
    .from(branch)
    .where(and(eq(branch.company, owner), only ? inArray(branch.id, [...only]) : undefined))
    .orderBy(asc(branch.name), asc(branch.id));

interface Stored {
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

export const validityOf = ({ expiresAt, revokedAt }: Stored) => ({
  ...(expiresAt ? { expiresAt: expiresAt.toISOString() } : {}),
  ...(revokedAt ? { revokedAt: revokedAt.toISOString() } : {}),
});
