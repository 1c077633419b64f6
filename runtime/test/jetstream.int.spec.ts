/** A bug here would look like: a write that counts twice, or a winner that is told it lost. */
import { jetstreamManager } from "@nats-io/jetstream";
import { startNats } from "@printermaster/infra";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectNats, createLog, EventStreams } from "../src/index.ts";

describe("appending by compare-and-set", () => {
  let nats: Awaited<ReturnType<typeof startNats>>;
  let connection: Awaited<ReturnType<typeof connectNats>>;
  let streams: EventStreams;

  beforeAll(async () => {
    nats = await startNats();
    connection = await connectNats(nats.url, "test", createLog("test", "test", "fatal"));
    await (
      await jetstreamManager(connection)
    ).streams.add({ name: "LOG", subjects: ["log.>"], max_msg_size: 1000 });
    streams = await EventStreams.open(connection);
  });
  afterAll(async () => {
    await connection.close();
    await nats.stop();
  });

  const append = (subject: string, id: string, expected: number) =>
    streams.append("LOG", {
      subject,
      id,
      expected,
      body: { id },
      headers: { a: "b", c: undefined },
    });

  it("lets exactly one of many writers win", async () => {
    const tries = Array.from({ length: 40 }, (_, n) => append("log.one", `w${n}`, 0));
    const sequences = (await Promise.all(tries)).filter((sequence) => sequence !== undefined);
    expect(sequences).toHaveLength(1);
    const last = await streams.last("LOG", "log.one");
    expect(last?.seq).toBe(sequences[0]);
    expect(last?.header.get("a")).toBe("b");
    expect(last?.header.has("c")).toBe(false);
  });

  it("goes on from the sequence it knows", async () => {
    const first = await append("log.two", "a", 0);
    expect(await append("log.two", "b", 0)).toBeUndefined();
    expect(await append("log.two", "c", first!)).toBeGreaterThan(first!);
  });

  it("knows that a stream whose messages have gone is empty", async () => {
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: "GONE", subjects: ["gone.>"] });
    expect(await streams.bounds("GONE")).toEqual({ first: 1, last: 0 });
    await streams.append("GONE", { subject: "gone.a", id: "g", expected: 0, body: 1, headers: {} });
    expect(await streams.bounds("GONE")).toEqual({ first: 1, last: 1 });
    await manager.streams.purge("GONE");
    expect(await streams.bounds("GONE")).toEqual({ first: 2, last: 1 });
  });

  it("knows nothing of a subject nobody wrote to", async () => {
    expect(await streams.last("LOG", "log.nobody")).toBeUndefined();
  });

  it("rejects at once what the stream will never take", async () => {
    const body = "x".repeat(2000);
    await expect(
      streams.append("LOG", { subject: "log.big", id: "x", expected: 0, body, headers: {} }),
    ).rejects.toThrow(/size/i);
  });
});
