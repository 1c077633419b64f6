import { and, asc, eq, gt, inArray, isNull, lt, sql as raw } from "drizzle-orm";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type { Sql } from "postgres";
import { reading } from "../../accounts/adapters/reading.ts";
import type { Device, DeviceAccounts, PairedDevice, Redeemed } from "../app/ports.ts";
import { device, pairingCode } from "./device.schema.ts";

/** Used ones are remembered so long. */
const CODES_KEPT_MS = 86_400_000;

export function postgresDevices(sql: Sql): DeviceAccounts {
  const db = drizzle(sql);
  return {
    putCode: (code) =>
      reading(async () => {
        const old = new Date(code.expiresAt.getTime() - CODES_KEPT_MS);
        await db.delete(pairingCode).where(lt(pairingCode.expiresAt, old));
        await db.insert(pairingCode).values(code);
      }),

    redeem: (hash, key, now) => reading(() => db.transaction((tx) => redeem(tx, hash, key, now))),

    device: (id) =>
      reading(async () => {
        const [row] = await db.select().from(device).where(eq(device.id, id));
        return row && deviceOf(row);
      }),

    devicesOf: (company, branches) =>
      reading(async () => {
        const mine = and(eq(device.company, company), inArray(device.branch, [...branches]));
        const rows = await db.select().from(device).where(mine).orderBy(asc(device.pairedAt));
        return rows.map(deviceOf);
      }),

    revoke: (company, branches, id, now) =>
      reading(async () => {
        const mine = and(eq(device.company, company), inArray(device.branch, [...branches]));
        const [row] = await db
          .update(device)
          .set({ revokedAt: raw`coalesce(${device.revokedAt}, ${now.toISOString()}::timestamptz)` })
          .where(and(eq(device.id, id), mine))
          .returning();
        return row && deviceOf(row);
      }),
  };
}

type Db = Pick<PostgresJsDatabase, "select" | "insert" | "update">;

/** Of two that come with one code at the same moment, the second waits here and finds it used. */
async function redeem(
  db: Db,
  hash: string,
  key: Pick<Device, "id" | "publicKey" | "installationId">,
  now: Date,
): Promise<Redeemed | undefined> {
  const valid = and(eq(pairingCode.hash, hash), gt(pairingCode.expiresAt, now));
  const [code] = await db.select().from(pairingCode).where(valid).for("update");
  if (!code) return undefined;
  if (code.device) {
    const [used] = await db.select().from(device).where(eq(device.id, code.device));
    const isSame = used?.publicKey === key.publicKey && used.installationId === key.installationId;
    return isSame ? { device: deviceOf(used), keyBefore: code.keyBefore ?? undefined } : undefined;
  }
  const keyBefore = code.replaces ? await keyOf(db, code.replaces) : undefined;
  const [row] = code.replaces
    ? await pairAnew(db, code.replaces, key, now)
    : await pairFirst(db, code, key, now);
  if (!row) return undefined;
  const used = { device: row.id, keyBefore: keyBefore ?? null };
  await db.update(pairingCode).set(used).where(eq(pairingCode.hash, hash));
  return { device: deviceOf(row), keyBefore };
}

type Key = Pick<Device, "id" | "publicKey" | "installationId">;

const pairFirst = (
  db: Db,
  { company, branch, name }: typeof pairingCode.$inferSelect,
  key: Key,
  pairedAt: Date,
) =>
  db
    .insert(device)
    .values({ company, branch, name, pairedAt, ...key })
    .returning();

/** One that was revoked since the code was made stays revoked. */
const pairAnew = (db: Db, id: string, { publicKey, installationId }: Key, pairedAt: Date) =>
  db
    .update(device)
    .set({ publicKey, installationId, pairedAt })
    .where(and(eq(device.id, id), isNull(device.revokedAt)))
    .returning();

async function keyOf(db: Db, id: string): Promise<string | undefined> {
  const [row] = await db.select().from(device).where(eq(device.id, id)).for("update");
  return row?.publicKey;
}

function deviceOf(row: typeof device.$inferSelect): PairedDevice {
  const { name, revokedAt, ...rest } = row;
  const revoked = revokedAt !== null;
  return { ...rest, name: name ?? undefined, revokedAt: revokedAt ?? undefined, revoked };
}
