/** A bug here would look like: an owner that acts on an old state of an agent, or misses one, because its reader was interrupted. */
import { jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { FLEET_LOG, subjects } from "@printermaster/contracts";
import { connectNats, EventStreams, pause } from "@printermaster/runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createStreams } from "../src/streams/create-streams.ts";
import { readOrdered } from "../src/streams/ordered-reader.ts";
import { log } from "./broker.ts";
import { startNodes, type NatsNodes } from "./nats-nodes.ts";
import { until } from "./owner.ts";

const AGENTS = Number(process.env.FLEET_AGENTS ?? 1000);
const EVENTS = 100;

describe("reading the last event of each subject first", () => {
  let nodes: NatsNodes;
  let connection: NatsConnection;
  let streams: EventStreams;

  beforeEach(async () => {
    // Without a sync for each event: writing them is not what is measured.
    nodes = await startNodes(1, { sync: "2m" });
    connection = await connectNats(nodes.urls, "test", log);
    await createStreams(connection, 1);
    streams = await EventStreams.open(connection);
  });
  afterEach(async () => {
    await connection.close();
    await nodes.stop();
  });

  const subjectOf = (agent: number) => subjects.fleetAgent("demo", "oldtown", `agent${agent}`);
  const store = (agent: number, event: number) =>
    streams.client.publish(subjectOf(agent), JSON.stringify({ event, like: "x".repeat(400) }), {
      msgID: `${agent}.${event}`,
      timeout: 1000,
    });
  async function fill(agents: number, events: number): Promise<void> {
    for (let event = 1; event <= events; event++)
      for (let from = 0; from < agents; from += 500)
        await Promise.all(
          Array.from({ length: Math.min(500, agents - from) }, (_, n) => store(from + n, event)),
        );
  }

  /** Tells each event it is given, in order. */
  async function readAll(from: number | "last-per-subject", slow = 0) {
    const given: { subject: string; event: number; seq: number }[] = [];
    const started = performance.now();
    const reader = await readOrdered(streams, FLEET_LOG, from, async (message) => {
      const { event } = message.json<{ event: number }>();
      given.push({ subject: message.subject, event, seq: message.seq });
      if (slow && given.length % slow === 0) await pause(10);
    });
    const caughtUp = reader.caughtUp.then(() => performance.now() - started);
    return { reader, given, caughtUp };
  }
  const newestOf = (given: readonly { subject: string; event: number }[]) =>
    new Map(given.map(({ subject, event }) => [subject, event]));

  it(
    `knows ${AGENTS} agents of ${EVENTS} events in a tenth of the time that reading all takes`,
    async () => {
      await fill(AGENTS, EVENTS);
      const all = await readAll(1);
      const allMs = await all.caughtUp;
      const last = await readAll("last-per-subject");
      const lastMs = await last.caughtUp;
      console.log(
        `${Math.round(allMs)} ms for ${all.given.length} events, ` +
          `${Math.round(lastMs)} ms for the last ones of ${last.given.length} agents`,
      );
      expect(last.given).toHaveLength(AGENTS);
      expect(newestOf(last.given)).toEqual(newestOf(all.given));
      expect(lastMs * 10).toBeLessThan(allMs);
      [all, last].forEach(({ reader }) => reader.stop());
    },
    10 * 60_000,
  );

  it("goes on with what comes after them, each event once and in order", async () => {
    await fill(50, 3);
    const { reader, given, caughtUp } = await readAll("last-per-subject");
    await caughtUp;
    expect(given.map(({ event }) => event)).toEqual(Array.from({ length: 50 }, () => 3));
    for (let event = 4; event < 10; event++) await store(7, event);
    await until("the new ones", () => given.length === 56);
    expect(given.slice(50).map(({ event }) => event)).toEqual([4, 5, 6, 7, 8, 9]);
    reader.stop();
  });

  it.each([
    ["its consumer is lost", async () => loseConsumers(connection)],
    ["the server is killed and comes back", async () => restart(nodes)],
  ])(
    "leaves nothing out and never goes back when %s on the way",
    async (_, strike) => {
      await fill(3000, 2);
      const { reader, given, caughtUp } = await readAll("last-per-subject", 20);
      await until("a part of it", () => given.length > 300);
      const before = given.length;
      await strike();
      for (let agent = 0; agent < 3000; agent += 100)
        await until("it is stored", () => store(agent, 3).then(Boolean, () => false));
      await caughtUp;
      await until("the new ones", () => given.filter(({ event }) => event === 3).length === 30);
      expect(before).toBeLessThan(3000);
      const newest = newestOf(given);
      for (let agent = 0; agent < 3000; agent++)
        expect(newest.get(subjectOf(agent))).toBe(agent % 100 === 0 ? 3 : 2);
      const sequences = given.map(({ seq }) => seq);
      expect(sequences).toEqual([...new Set(sequences)].sort((one, other) => one - other));
      reader.stop();
    },
    60_000,
  );

  it("ends when its consumer is gone and the client does not watch it any more", async () => {
    await fill(10, 1);
    let forgotten: unknown;
    const watched = streams.client.consumers;
    const get: typeof watched.get = async (...stream) => {
      const consumer = await watched.get(...stream);
      const consume = async (options: object) => (forgotten = await consumer.consume(options));
      return { consume } as unknown as typeof consumer;
    };
    const all = {
      client: { consumers: { get } },
      bounds: (stream: string) => streams.bounds(stream),
      lastSequence: (stream: string) => streams.lastSequence(stream),
    } as unknown as EventStreams;
    const given: number[] = [];
    const reader = await readOrdered(all, FLEET_LOG, 1, ({ seq }) => void given.push(seq));
    await reader.caughtUp;
    // As the client itself does when it is disconnected.
    (forgotten as { monitor: { cancel: () => void } }).monitor.cancel();
    await loseConsumers(connection);
    await store(11, 1);
    await expect(reader.ended).rejects.toThrow("the stream went silent");
    expect(given).toHaveLength(10);
  });
});

async function loseConsumers(connection: NatsConnection): Promise<void> {
  const { consumers } = await jetstreamManager(connection);
  for await (const { name } of consumers.list(FLEET_LOG)) await consumers.delete(FLEET_LOG, name);
}

async function restart({ nodes: [node] }: NatsNodes): Promise<void> {
  await node!.kill("SIGKILL");
  node!.start();
}
