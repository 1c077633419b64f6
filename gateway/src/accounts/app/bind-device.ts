import {
  accepted,
  refused,
  type Answer,
  type BoundDevice,
  type Id,
  type KnownLicence,
} from "@printermaster/contracts";
import { Fault } from "../../domain/fault.ts";
import { bindingOf } from "../domain/binding.ts";

/** Kept where it can be read and written without the database. */
export interface Bindings {
  of(licence: Id): Promise<{ readonly devices: readonly BoundDevice[]; readonly revision: number }>;
  /** `false`: somebody else was faster. */
  replace(licence: Id, devices: readonly BoundDevice[], revision: number): Promise<boolean>;
}

export interface BindDeps {
  readonly bindings: Bindings;
  readonly now: () => Date;
}

type Device = Pick<BoundDevice, "deviceId" | "installationId">;

/** At first use; later the same device is to come from the same installation, until it is released. */
export async function bindDevice(
  { bindings, now }: BindDeps,
  licence: Pick<KnownLicence, "id" | "devices">,
  device: Device,
): Promise<Answer<true>> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const { devices, revision } = await bindings.of(licence.id);
    const binding = bindingOf(devices, device, licence.devices);
    if (binding === "known") return accepted(true);
    if (binding !== "new") return refused(binding);
    const { deviceId, installationId } = device;
    const bound = { deviceId, installationId, at: now().toISOString() };
    if (await bindings.replace(licence.id, [...devices, bound], revision)) return accepted(true);
  }
  throw contended();
}

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

/** One of those who write at once always succeeds. */
const MOST_TRIES = 50;
const contended = () => new Fault("storage-unavailable", new Error("a licence is contended"));
