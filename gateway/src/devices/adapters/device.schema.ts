/** What schema `account` knows of devices. The SQL that makes it is in gateway/migrations. */
import { pgSchema, text, timestamp } from "drizzle-orm/pg-core";

const account = pgSchema("account");
const at = (name: string) => timestamp(name, { withTimezone: true });

export const device = account.table("device", {
  id: text().primaryKey(),
  company: text().notNull(),
  branch: text().notNull(),
  name: text(),
  publicKey: text("public_key").notNull(),
  installationId: text("installation").notNull(),
  pairedAt: at("paired_at").notNull(),
  revokedAt: at("revoked_at"),
});

export const pairingCode = account.table("pairing_code", {
  hash: text().primaryKey(),
  company: text().notNull(),
  branch: text().notNull(),
  name: text(),
  createdBy: text("created_by").notNull(),
  expiresAt: at("expires_at").notNull(),
  /** The device that whoever comes with it becomes; without one, a new device. */
  replaces: text(),
  /** Once it is used. */
  device: text(),
  /** Which key it was paired with until then. */
  keyBefore: text("key_before"),
});
