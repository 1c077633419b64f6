/** A bug here would look like: a screen that never hears of what was stored while its gateway had not found NATS again. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { headers, subjects, type PrintProgress, type SyncRequired } from "@printermaster/contracts";
import { natsOptions } from "@printermaster/runtime";
import { jetstream } from "@nats-io/jetstream";
import { connect, headers as natsHeaders } from "@nats-io/transport-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AT, COMPANY, jobState } from "./world/job-state.ts";
import { next, startWorld, type World } from "./world/world.ts";

let world: World;
let folder: string;
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pm-broker-"));
  world = await startWorld({ brokerData: folder });
});

afterAll(async () => {
  await world.stop();
  await rm(folder, { recursive: true });
});

/** By somebody who is back sooner than the gateway. */
async function storeJobs(most: number): Promise<number[]> {
  const nats = await connect(natsOptions(world.broker.operatorUrl, "test"));
  const all = natsHeaders();
  all.set(headers.type, "PrintSubmitted");
  const stored: number[] = [];
  for (let index = 0; index < most; index++) {
    const state = jobState({ jobId: `job${++count}` });
    const body = JSON.stringify({ id: `event${count}`, at: AT, data: {}, state });
    const subject = subjects.job(COMPANY, "north", state.jobId);
    stored.push((await jetstream(nats).publish(subject, body, { headers: all })).seq);
  }
  await nats.close();
  return stored;
}

test(
  "What is stored around a restart of NATS is told once, in order",
  { timeout: 60_000 },
  async () => {
    const screen = world.connect({ token: await world.tokenOf("anna@acme.test") });
    const heard: number[] = [];
    const required: SyncRequired[] = [];
    screen.on("print:progress", ({ sequence }: PrintProgress) => heard.push(sequence ?? 0));
    screen.on("sync:required", (why: SyncRequired) => required.push(why));
    await next(screen, "sync:ready");
    const stored = await storeJobs(20);
    for (const awayMs of [0, 1000]) {
      await world.broker.restart(awayMs);
      stored.push(...(await storeJobs(50)));
      await expect.poll(() => heard.length, { timeout: 15_000 }).toBe(stored.length);
      stored.push(...(await storeJobs(20)));
      await expect.poll(() => heard.length, { timeout: 15_000 }).toBe(stored.length);
      expect(heard).toEqual(stored);
    }
    expect(required).toEqual([]);
  },
);
