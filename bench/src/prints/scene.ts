/** Everything that is measured, running: the floors with a NATS of their own, the declared stack with one client, the peers. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { startNats, startStack, type StackPrinter } from "@printermaster/infra";
import type { PeerName } from "../../peers/all.ts";
import type { Bench } from "../bench.ts";
import { floors } from "../floors/all.ts";
import { casAppend } from "../floors/cas-append.ts";
import type { FloorName, Ground, OpenFloor } from "../floors/floor.ts";
import type { Contestant } from "../loads/contestant.ts";
import { openBrokerDoor, type BrokerDoor } from "../ours/broker-door.ts";
import { PrintClient } from "../ours/print-client.ts";
import { countWrites, type WriteCounter } from "../ours/writes.ts";
import { openContestants, oursOf } from "./contestants.ts";

export interface Scene {
  readonly floors: ReadonlyMap<FloorName, OpenFloor>;
  /** One append on the very server that the prints go through. */
  readonly append: OpenFloor;
  readonly door: BrokerDoor;
  readonly writes: WriteCounter;
  readonly client: PrintClient;
  readonly printers: readonly StackPrinter[];
  readonly ours: Contestant;
  readonly peers: readonly Contestant[];
  readonly close: () => Promise<void>;
}

type Step = () => Promise<unknown>;
/** Remembers how to end it. */
export type Opened = <T>(thing: T, end: Step) => T;

/** Lies below `folder`, on a real disk: where the system keeps its temporary files an fsync may cost nothing. */
export async function openScene(
  { folder, signal, say }: Bench,
  peers: readonly PeerName[],
): Promise<Scene> {
  const closing: Step[] = [];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).toReversed()) await step();
  };
  const opened: Opened = (thing, end) => {
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
    const open = await openFloors({ natsUrl: nats.url, folder: place }, opened);
    const ours = await openOurs(place, signal, opened);
    const others = await openContestants(peers, nats, place, opened, say);
    return { floors: open, ...ours, peers: others, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const ONE_OF_EACH = { gateways: 1, orchestrators: 1, agents: 1 };

async function openOurs(place: string, signal: AbortSignal, opened: Opened) {
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
  return { append, door, writes, client, printers: stack.printers, ours: oursOf(stack, client) };
}

async function openFloors(ground: Ground, opened: Opened): Promise<Map<FloorName, OpenFloor>> {
  const open = new Map<FloorName, OpenFloor>();
  for (const { name, setup } of floors) {
    const floor = await setup(ground);
    open.set(name, opened(floor, floor.close));
  }
  return open;
}
