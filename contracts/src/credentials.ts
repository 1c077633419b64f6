/** What gateways know of licences, API keys and tenants while the database is away. */
import { z } from "zod";
import { Branch } from "./http.ts";
import { Id, line } from "./ids.ts";

/** Part of a POS socket's address: `/ws/pos/{tenant}`. */
export const Tenant = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "lower-case letters, digits and -, at most 40");
export type Tenant = z.infer<typeof Tenant>;

const validity = {
  expiresAt: z.iso.datetime().optional(),
  revokedAt: z.iso.datetime().optional(),
};

export const KnownLicence = z.object({
  id: Id,
  name: line(120),
  company: Id,
  branch: Id,
  devices: z.number().int().positive(),
  ...validity,
});
export type KnownLicence = z.infer<typeof KnownLicence>;

export const KnownApiKey = z.object({
  id: Id,
  name: line(120),
  company: Id,
  companyName: z.string(),
  tenant: Tenant,
  branches: z.array(Branch),
  ...validity,
});
export type KnownApiKey = z.infer<typeof KnownApiKey>;

export const KnownTenant = z.object({ company: Id });
export type KnownTenant = z.infer<typeof KnownTenant>;

/** The database's last word on one of them; empty once it was withdrawn. */
export const StoredVerifier = z.object({
  licence: KnownLicence.optional(),
  key: KnownApiKey.optional(),
  tenant: KnownTenant.optional(),
});
export type StoredVerifier = z.infer<typeof StoredVerifier>;
