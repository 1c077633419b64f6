/** API keys as those who manage them see them. Who has not all branches manages only keys that reach no further. */
import {
  accepted,
  refused,
  type Answer,
  type ApiKey,
  type ApiKeyList,
  type CreateApiKey,
  type CreatedApiKey,
  type Id,
} from "@printermaster/contracts";
import { randomToken, sha256Hex } from "@printermaster/runtime";
import { mayUse, type Caller } from "../../domain/principal.ts";
import { permitted } from "../domain/permissions.ts";
import { audited, type ManageDeps } from "./manage.ts";
import type { Credentials } from "./ports.ts";

export interface ApiKeyRecord extends ApiKey {
  readonly hash: string;
  readonly company: Id;
}

export interface ApiKeyStore {
  list(company: Id): Promise<ApiKeyRecord[]>;
  add(key: ApiKeyRecord): Promise<void>;
  revoke(id: Id, revokedAt: Date): Promise<void>;
}

export interface ApiKeyDeps extends ManageDeps {
  readonly apiKeyStore: ApiKeyStore;
  readonly credentials: Pick<Credentials, "apiKeyByHash">;
}

export async function listApiKeys(deps: ApiKeyDeps, caller: Caller): Promise<Answer<ApiKeyList>> {
  const allowed = permitted(caller, "manage-api-keys");
  if (!allowed.ok) return allowed;
  const all = await deps.apiKeyStore.list(caller.company);
  return accepted({ apiKeys: all.filter((key) => reaches(caller, key.branches)).map(shown) });
}

export const createApiKey = (
  deps: ApiKeyDeps,
  caller: Caller,
  { name, branches: some, expiresAt }: CreateApiKey,
): Promise<Answer<CreatedApiKey>> =>
  audited(deps, caller, "api-key-create", undefined, async () => {
    const allowed = permitted(caller, "manage-api-keys");
    if (!allowed.ok) return allowed;
    const branches = some ?? null;
    if (!reaches(caller, branches)) return refused("forbidden");
    const key = `pmk_${randomToken(32)}`;
    const times = { createdAt: deps.now().toISOString(), ...(expiresAt ? { expiresAt } : {}) };
    const facts = { name, company: caller.company, branches };
    const record = { id: deps.newId(), hash: sha256Hex(key), ...facts, ...times };
    await deps.apiKeyStore.add(record);
    await remember(deps, record.hash);
    return accepted({ apiKey: shown(record), key });
  });

/** Whoever is connected with it is cut off, and comes in no more. */
export const revokeApiKey = (
  deps: ApiKeyDeps,
  caller: Caller,
  id: Id,
): Promise<Answer<{ apiKey: ApiKey }>> =>
  audited(deps, caller, "api-key-revoke", id, async () => {
    const allowed = permitted(caller, "manage-api-keys");
    if (!allowed.ok) return allowed;
    const all = await deps.apiKeyStore.list(caller.company);
    const found = all.find((key) => key.id === id && reaches(caller, key.branches));
    if (!found) return refused("unknown-key");
    const revokedAt = found.revokedAt ?? deps.now().toISOString();
    await deps.apiKeyStore.revoke(id, new Date(revokedAt));
    await remember(deps, found.hash);
    await deps.revocations.revoke("key", id);
    return accepted({ apiKey: shown({ ...found, revokedAt }) });
  });

const reaches = (caller: Caller, branches: readonly Id[] | null): boolean =>
  branches === null
    ? caller.kind === "user" && caller.role === "owner"
    : branches.every((branch) => mayUse(caller, branch));

function shown(record: ApiKeyRecord): ApiKey {
  const { id, name, branches, createdAt, expiresAt, revokedAt } = record;
  return { id, name, branches, createdAt, expiresAt, revokedAt };
}

/** With the names of its branches and tenant, as only the database knows them. */
async function remember({ credentials, verifiers }: ApiKeyDeps, hash: string): Promise<void> {
  await verifiers.keep("key", hash, await credentials.apiKeyByHash(hash));
}
