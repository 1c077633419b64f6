/** Licences as those who manage them see them: of their own branches only. */
import {
  accepted,
  refused,
  type Answer,
  type CreatedLicence,
  type CreateLicence,
  type Id,
  type KnownLicence,
  type Licence,
  type LicenceList,
} from "@printermaster/contracts";
import { randomToken, sha256Hex } from "@printermaster/runtime";
import { mayUse, type Caller } from "../../domain/principal.ts";
import { permitted } from "../domain/permissions.ts";
import { releaseDevice, type BindDeps } from "./bind-device.ts";
import { audited, type ManageDeps } from "./manage.ts";

export interface LicenceRecord extends KnownLicence {
  readonly hash: string;
  readonly createdAt: string;
}

export interface LicenceStore {
  list(company: Id): Promise<LicenceRecord[]>;
  add(licence: LicenceRecord): Promise<void>;
  revoke(id: Id, revokedAt: Date): Promise<void>;
}

export interface LicenceDeps extends ManageDeps, BindDeps {
  readonly licenceStore: LicenceStore;
}

export async function listLicences(
  deps: LicenceDeps,
  caller: Caller,
): Promise<Answer<LicenceList>> {
  const allowed = permitted(caller, "manage-licences");
  if (!allowed.ok) return allowed;
  const own = (await deps.licenceStore.list(caller.company)).filter(isOf(caller));
  return accepted({ licences: await Promise.all(own.map((licence) => shown(deps, licence))) });
}

export const createLicence = (
  deps: LicenceDeps,
  caller: Caller,
  { name, branchId, devices, expiresAt }: CreateLicence,
): Promise<Answer<CreatedLicence>> =>
  audited(deps, caller, "licence-create", undefined, async () => {
    const allowed = permitted(caller, "manage-licences");
    if (!allowed.ok) return allowed;
    if (!mayUse(caller, branchId)) return refused("forbidden");
    const key = `pml_${randomToken(32)}`;
    const facts = { name, company: caller.company, branch: branchId, devices };
    const times = { createdAt: deps.now().toISOString(), ...(expiresAt ? { expiresAt } : {}) };
    const record = { id: deps.newId(), hash: sha256Hex(key), ...facts, ...times };
    await deps.licenceStore.add(record);
    await remember(deps, record);
    return accepted({ licence: await shown(deps, record), key });
  });

/** Its agents are cut off, and come in no more. */
export const revokeLicence = (
  deps: LicenceDeps,
  caller: Caller,
  id: Id,
): Promise<Answer<{ licence: Licence }>> =>
  audited(deps, caller, "licence-revoke", id, async () => {
    const found = await ownLicence(deps, caller, id);
    if (!found.ok) return found;
    const revokedAt = found.value.revokedAt ?? deps.now().toISOString();
    const record = { ...found.value, revokedAt };
    await deps.licenceStore.revoke(id, new Date(revokedAt));
    await remember(deps, record);
    await deps.revocations.revoke("licence", id);
    return accepted({ licence: await shown(deps, record) });
  });

export const releaseFromLicence = (
  deps: LicenceDeps,
  caller: Caller,
  id: Id,
  deviceId: Id,
): Promise<Answer<{ licence: Licence }>> =>
  audited(deps, caller, "licence-release", `${id} ${deviceId}`, async () => {
    const found = await ownLicence(deps, caller, id);
    if (!found.ok) return found;
    const released = await releaseDevice(deps, id, deviceId);
    return released.ok ? accepted({ licence: await shown(deps, found.value) }) : released;
  });

async function ownLicence(
  deps: LicenceDeps,
  caller: Caller,
  id: Id,
): Promise<Answer<LicenceRecord>> {
  const allowed = permitted(caller, "manage-licences");
  if (!allowed.ok) return allowed;
  const all = (await deps.licenceStore.list(caller.company)).filter(isOf(caller));
  const found = all.find((licence) => licence.id === id);
  return found ? accepted(found) : refused("unknown-licence");
}

const isOf = (caller: Caller) => (licence: LicenceRecord) => mayUse(caller, licence.branch);

/** Before it is told: it counts from now on, whether or not the database is there. */
function remember({ verifiers }: ManageDeps, record: LicenceRecord): Promise<void> {
  const { hash, id, name, company, branch, devices, expiresAt, revokedAt } = record;
  const facts = { id, name, company, branch, devices };
  return verifiers.keep("licence", hash, { ...facts, expiresAt, revokedAt });
}

async function shown({ bindings }: LicenceDeps, record: LicenceRecord): Promise<Licence> {
  const { id, name, branch: branchId, devices, createdAt, expiresAt, revokedAt } = record;
  const bound = [...(await bindings.of(id)).devices];
  return { id, name, branchId, devices, bound, createdAt, expiresAt, revokedAt };
}
