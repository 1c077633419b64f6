/**
 * A bug here would look like: a takeover that takes as long as the log is old, or an orchestrator that needs more memory
 * the longer it runs. `REPLAY_EVENTS=1000000` for a log of full length.
 */
import type { NatsConnection } from "@nats-io/transport-node";
import { PRINT_LOG } from "@printermaster/contracts";
import { connectNats, EventStreams } from "@printermaster/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deviceOrigins } from "../src/jobs/adapters/device-origins.ts";
import { jetstreamDeadLetters } from "../src/jobs/adapters/jetstream-dead-letters.ts";
import { jetstreamDocuments } from "../src/jobs/adapters/jetstream-documents.ts";
import { jetstreamJobLog } from "../src/jobs/adapters/jetstream-job-log.ts";
import { rememberingJobs } from "../src/jobs/app/remembering-jobs.ts";
import { createStreams } from "../src/streams/create-streams.ts";
import { log, newId } from "./broker.ts";
import { fillLog } from "./full-log.ts";
import { heapUsed, inMB } from "./heap.ts";
import { startNodes, type NatsNodes } from "./nats-nodes.ts";
import { startOwner, until } from "./owner.ts";

const EVENTS = Number(process.env.REPLAY_EVENTS ?? 100_000);
const SHORT = 1000;
/** What one event of the log takes on the wire, roughly. */
const EVENT_BYTES = 600;

interface Log {
  readonly nodes: NatsNodes;
  readonly connection: NatsConnection;
  readonly streams: EventStreams;
  /** Ids of jobs all over it. */
  readonly jobs: readonly string[];
}

describe(`a log of ${EVENTS} events of ended jobs`, () => {
  let short: Log;
  let long: Log;

  beforeAll(async () => {
    short = await logOf(SHORT);
    const begun = performance.now();
    long = await logOf(EVENTS);
    console.log(`filled in ${Math.round((performance.now() - begun) / 1000)} s`);
  }, 600_000);
  afterAll(async () => {
    for (const { connection, nodes } of [short, long]) {
      await connection.close();
      await nodes.stop();
    }
  });

  async function logOf(events: number): Promise<Log> {
    // Without a sync for each event: writing them is not what is measured.
    const nodes = await startNodes(1, { sync: "2m" });
    const connection = await connectNats(nodes.urls, "test", log);
    await createStreams(connection, 1);
    const streams = await EventStreams.open(connection);
    return { nodes, connection, streams, jobs: await fillLog(connection, streams, events) };
  }

  it("costs no more to load a job from than a log of a thousand", async () => {
    const { streams } = short;
    const places = [
      loader(short, short.jobs),
      loader(long, long.jobs.slice(-2)),
      loader(long, long.jobs),
    ];
    // In turns, so that whatever else the machine does slows down all of them.
    for (let n = 0; n < 600; n++) for (const place of places) await place.load(n);
    const [inShort = 0, recent = 0, anywhere = 0] = places.map(({ median }) => median());
    console.log(
      `a job is loaded in ${inShort.toFixed(2)} ms of ${await streams.lastSequence(PRINT_LOG)} events, ` +
        `in ${recent.toFixed(2)} ms of ${EVENTS}, in ${anywhere.toFixed(2)} ms wherever it is in them`,
    );
    expect(recent).toBeLessThan(inShort * 2);
    expect(anywhere).toBeLessThan(inShort * 2);
  }, 120_000);

  function loader({ streams }: Log, ids: readonly string[]) {
    const jobs = rememberingJobs(jetstreamJobLog(streams, newId, log));
    const taken: number[] = [];
    return {
      async load(n: number) {
        const address = { company: "demo", branch: "oldtown", jobId: ids[n % ids.length]! };
        const start = performance.now();
        expect((await jobs.load(address)).job).toMatchObject({ status: "completed" });
        taken.push(performance.now() - start);
      },
      median: () => taken.toSorted((one, other) => one - other)[taken.length >> 1]!,
    };
  }

  it("is read in full without a snapshot, keeping nothing of what has ended", async () => {
    const before = heapUsed();
    const { ms, heap } = await begin();
    const events = await long.streams.lastSequence(PRINT_LOG);
    console.log(
      `${events} events known after ${Math.round(ms)} ms, ${Math.round(events / (ms / 1000))} a second, ` +
        `${inMB(before)} MB of heap before, ${inMB(heap)} MB then`,
    );
    expect(heap - before).toBeLessThan((EVENTS * EVENT_BYTES) / 10);
    const rest = await begin();
    console.log(`known after ${Math.round(rest.ms)} ms from the snapshot at its end`);
    expect(rest.ms * 10).toBeLessThan(ms);
  }, 300_000);

  async function begin() {
    const { connection, streams } = long;
    const own = {
      jobs: rememberingJobs(jetstreamJobLog(streams, newId, log)),
      documents: jetstreamDocuments(streams, newId),
      letters: jetstreamDeadLetters(streams, newId),
      origins: deviceOrigins(streams, () => performance.now(), log),
    };
    const start = performance.now();
    const owner = startOwner({ connection, streams, jobs: own });
    await until("it has begun", owner.begun, 280_000);
    const ms = performance.now() - start;
    const heap = heapUsed();
    owner.lost.abort();
    await owner.ended;
    return { ms, heap };
  }
});
