import { asc, eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import type { Sql } from "postgres";
import type { ApiKeyStore } from "../app/api-keys.ts";
import type { LicenceStore } from "../app/licences.ts";
import { apiKey, licence } from "./account.schema.ts";
import { validityOf } from "./postgres-credentials.ts";
import { reading } from "./reading.ts";

export function postgresLicenceStore(sql: Sql): LicenceStore {
  const db = drizzle(sql);
  return {
    list: (company) =>
      reading(async () => {
        const rows = await db
          .select()
          .from(licence)
          .where(eq(licence.company, company))
          .orderBy(asc(licence.createdAt), asc(licence.id));
        return rows.map(({ createdAt, ...row }) => ({ ...row, ...timesOf({ ...row, createdAt }) }));
      }),
    add: (record) => reading(async () => void (await db.insert(licence).values(rowOf(record)))),
    revoke: (id, revokedAt) =>
      reading(
        async () => void (await db.update(licence).set({ revokedAt }).where(eq(licence.id, id))),
      ),
  };
}

export function postgresApiKeyStore(sql: Sql): ApiKeyStore {
  const db = drizzle(sql);
  return {
    list: (company) =>
      reading(async () => {
        const rows = await db
          .select()
          .from(apiKey)
          .where(eq(apiKey.company, company))
          .orderBy(asc(apiKey.createdAt), asc(apiKey.id));
        return rows.map(({ createdAt, ...row }) => ({ ...row, ...timesOf({ ...row, createdAt }) }));
      }),
    add: (record) => reading(async () => void (await db.insert(apiKey).values(rowOf(record)))),
    revoke: (id, revokedAt) =>
      reading(
        async () => void (await db.update(apiKey).set({ revokedAt }).where(eq(apiKey.id, id))),
      ),
  };
}

interface Times {
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

const timesOf = ({ createdAt, ...validity }: Times) => ({
  createdAt: createdAt.toISOString(),
  expiresAt: undefined,
  revokedAt: undefined,
  ...validityOf(validity),
});

const rowOf = <T extends { readonly createdAt: string; readonly expiresAt?: string | undefined }>({
  createdAt,
  expiresAt,
  ...facts
}: T) => ({
  ...facts,
  createdAt: new Date(createdAt),
  expiresAt: expiresAt === undefined ? null : new Date(expiresAt),
  revokedAt: null,
});
