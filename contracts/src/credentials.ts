/** What gateways know of licences, API keys and tenants while the database is away. */
import { z } from "zod";
import { Branch, Role } from "./http.ts";
import { Id, line } from "./ids.ts";
import { Moment } from "./pages.ts";

/** Streams with one message a subject. */
export const VERIFIERS = "VERIFIER_V1";
export const BINDINGS = "BINDING_V1";
export const REVOCATIONS = "REVOCATION_V1";

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

export const BoundDevice = z.object({ deviceId: Id, installationId: Id, at: z.iso.datetime() });
export type BoundDevice = z.infer<typeof BoundDevice>;

export const StoredBindings = z.object({ devices: z.array(BoundDevice) });
export type StoredBindings = z.infer<typeof StoredBindings>;

const name = line(120).min(1);
const expiresAt = Moment.optional();
const history = { createdAt: z.iso.datetime(), ...validity };

export const CreateLicence = z.object({
  name,
  branchId: Id,
  devices: z.number().int().min(1).max(1000).default(1),
  expiresAt,
});
export type CreateLicence = z.infer<typeof CreateLicence>;

export const Licence = z.object({
  id: Id,
  name: line(120),
  branchId: Id,
  devices: z.number().int(),
  bound: z.array(BoundDevice),
  ...history,
});
export type Licence = z.infer<typeof Licence>;
export const LicenceList = z.object({ licences: z.array(Licence) });
export type LicenceList = z.infer<typeof LicenceList>;

/** The key is told this once: only its hash is kept. */
export const CreatedLicence = z.object({ licence: Licence, key: z.string() });
export type CreatedLicence = z.infer<typeof CreatedLicence>;

/** Without branches it is for all that the company has, now and later. */
export const CreateApiKey = z.object({
  name,
  branches: z.array(Id).min(1).max(500).optional(),
  expiresAt,
});
export type CreateApiKey = z.infer<typeof CreateApiKey>;

export const ApiKey = z.object({
  id: Id,
  name: line(120),
  branches: z.array(Id).nullable(),
  ...history,
});
export type ApiKey = z.infer<typeof ApiKey>;
export const ApiKeyList = z.object({ apiKeys: z.array(ApiKey) });
export type ApiKeyList = z.infer<typeof ApiKeyList>;

export const CreatedApiKey = z.object({ apiKey: ApiKey, key: z.string() });
export type CreatedApiKey = z.infer<typeof CreatedApiKey>;

/** `GET /v1/me`. */
export const Me = z.object({
  kind: z.enum(["user", "pos"]),
  id: Id,
  name: z.string(),
  role: z.enum([...Role.options, "pos"]),
  email: z.string().optional(),
  tenant: Tenant.optional(),
  company: z.object({ id: Id, name: z.string() }),
  branches: z.array(Branch),
  permissions: z.array(z.string()),
});
export type Me = z.infer<typeof Me>;
export const BranchList = z.object({ branches: z.array(Branch) });
export type BranchList = z.infer<typeof BranchList>;
