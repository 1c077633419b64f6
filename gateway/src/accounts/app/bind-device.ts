import {
  accepted,
  refused,
  type Answer,
  type BoundDevice,
  type Id,
  type KnownLicence,
} from "@printermaster/contracts";
import { Fault } from "../../domain/fault.ts";
import { bindAll, type Binding, type Comer } from "../domain/binding.ts";
import type { Together } from "./together.ts";

/** Kept where it can be read and written without the database. */
export interface Bindings {
  of(licence: Id): Promise<{ readonly devices: readonly BoundDevice[]; readonly revision: number }>;
  /** `false`: somebody else was faster. */
  replace(licence: Id, devices: readonly BoundDevice[], revision: number): Promise<boolean>;
}

export interface BindDeps {
  readonly bindings: Bindings;
  readonly binding: Together<Comer, Answer<true>>;
  readonly now: () => Date;
}

/** At first use; later the same device is to come from the same installation, until it is released. */
export const bindDevice = (
  deps: BindDeps,
  { id, devices }: Pick<KnownLicence, "id" | "devices">,
  { deviceId, installationId }: Pick<BoundDevice, "deviceId" | "installationId">,
): Promise<Answer<true>> =>
  // All agents of a licence may come at once: a write for each would be as many conflicts with other gateways.
  deps.binding.do(id, { deviceId, installationId, most: devices }, (comers) =>
    bindInOne(deps, id, comers),
  );

async function bindInOne(
  { bindings, now }: BindDeps,
  licence: Id,
  comers: readonly Comer[],
): Promise<Answer<true>[]> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const { devices, revision } = await bindings.of(licence);
    const { added, found } = bindAll(devices, comers, now().toISOString());
    const isDone =
      added.length === 0 || (await bindings.replace(licence, [...devices, ...added], revision));
    if (isDone) return found.map(answerTo);
  }
  throw contended();
}

const answerTo = (binding: Binding): Answer<true> =>
  binding === "known" || binding === "new" ? accepted(true) : refused(binding);

/** For a machine that was replaced: its id may come from another installation, or another device in its place. */
export async function releaseDevice(
  { bindings }: BindDeps,
  licence: Id,
  deviceId: Id,
): Promise<Answer<true>> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const { devices, revision } = await bindings.of(licence);
    const others = devices.filter((device) => device.deviceId !== deviceId);
    if (others.length === devices.length) return refused("unknown-device");
    if (await bindings.replace(licence, others, revision)) return accepted(true);
  }
  throw contended();
}

/** One of the gateways that write at once always succeeds. */
const MOST_TRIES = 50;
const contended = () => new Fault("storage-unavailable", new Error("a licence is contended"));
