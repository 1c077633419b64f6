/** Everything that is measured, running: the floors with a NATS of their own, the declared stack, one client. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { startNats, startStack, type StackPrinter } from "@printermaster/infra";
import { floors } from "./floors/all.ts";
import { casAppend } from "./floors/cas-append.ts";
import type { FloorName, Ground, OpenFloor } from "./floors/floor.ts";
import { openBrokerDoor, type BrokerDoor } from "./broker-door.ts";
import { PrintClient } from "./print-client.ts";
import { countWrites, type WriteCounter } from "./writes.ts";

export interface Scene {
  readonly floors: ReadonlyMap<FloorName, OpenFloor>;
  /** One append on the very server that the prints go through. */
  readonly append: OpenFloor;
  readonly door: BrokerDoor;
  readonly writes: WriteCounter;
  readonly client: PrintClient;
  readonly printers: readonly StackPrinter[];
  readonly close: () => Promise<void>;
}

type Step = () => Promise<unknown>;

/** Lies below `folder`, on a real disk: where the system keeps its temporary files an fsync may cost nothing. */
export async function openScene(folder: string, signal: AbortSignal): Promise<Scene> {
  const closing: Step[] = [];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).toReversed()) await step();
  };
  const opened = <T>(thing: T, end: Step): T => {
    closing.push(end);
    signal.throwIfAborted();
    return thing;
  };
  try {
    await mkdir(folder, { recursive: true });
    const place = await mkdtemp(join(folder, "run-"));
    closing.push(() => rm(place, { recursive: true, force: true }));
    const nats = await startNats({ dataDir: join(place, "floors") });
    opened(nats, () => nats.stop());
    const ground = { natsUrl: nats.url, folder: place };
    const open = await openFloors(ground, opened);
    const dataDir = join(place, "stack");
    const env = { PM_LIMITS_TIMES: "1000" };
    const stack = await startStack({ ...ONE_OF_EACH, dataDir, ports: { http: 0 }, env, signal });
    opened(stack, () => stack.stop());
    const append = await casAppend.setup({ natsUrl: stack.natsUrl, folder: place });
    opened(append, append.close);
    const door = await openBrokerDoor(stack.natsUrl, stack.demo.company.id);
    opened(door, door.close);
    const writes = await countWrites(stack.natsUrl);
    opened(writes, writes.close);
    const client = await PrintClient.open(stack.url, stack.demo);
    opened(client, async () => client.close());
    return { floors: open, append, door, writes, client, printers: stack.printers, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const ONE_OF_EACH = { gateways: 1, orchestrators: 1, agents: 1 };

async function openFloors(
  ground: Ground,
  opened: <T>(thing: T, end: Step) => T,
): Promise<Map<FloorName, OpenFloor>> {
  const open = new Map<FloorName, OpenFloor>();
  for (const { name, setup } of floors) {
    const floor = await setup(ground);
    open.set(name, opened(floor, floor.close));
  }
  return open;
}
