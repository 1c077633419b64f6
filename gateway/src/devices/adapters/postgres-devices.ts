import { and, asc, eq, gt, inArray, lt, sql as raw } from "drizzle-orm";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type { Sql } from "postgres";
import { reading } from "../../accounts/adapters/reading.ts";
import type { Device, DeviceAccounts, PairedDevice } from "../app/ports.ts";
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
  { id, publicKey, installationId }: Pick<Device, "id" | "publicKey" | "installationId">,
  now: Date,
): Promise<Device | undefined> {
  const valid = and(eq(pairingCode.hash, hash), gt(pairingCode.expiresAt, now));
  const [code] = await db.select().from(pairingCode).where(valid).for("update");
  if (!code) return undefined;
  if (code.device) {
    const [used] = await db.select().from(device).where(eq(device.id, code.device));
    const isSame = used?.publicKey === publicKey && used.installationId === installationId;
    return isSame ? deviceOf(used) : undefined;
  }
  const { company, branch, name } = code;
  const facts = { id, company, branch, name, publicKey, installationId, pairedAt: now };
  const [row] = await db.insert(device).values(facts).returning();
  await db.update(pairingCode).set({ device: id }).where(eq(pairingCode.hash, hash));
  return row && deviceOf(row);
}

function deviceOf(row: typeof device.$inferSelect): PairedDevice {
  const { name, revokedAt, ...rest } = row;
  const revoked = revokedAt !== null;
  return { ...rest, name: name ?? undefined, revokedAt: revokedAt ?? undefined, revoked };
}
