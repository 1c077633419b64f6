/**
 * A bug here would look like: a screen that shows another state than the log, a row counted twice, an event that is
 * in neither log nor archive, or a projector that one bad event has stopped for ever.
 */
import { PRINT_LOG } from "@printermaster/contracts";
import { migrate, pause } from "@printermaster/runtime";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postgresProjection } from "../src/read-model/adapters/postgres-projection.ts";
import { readEvent, vocabulary, type LoggedEvent } from "../src/read-model/domain/reading.ts";
import {
  completed,
  dispatch,
  migrations,
  startProjection,
  stored,
  submitted,
  told,
  until,
} from "./projection.ts";

describe("the projector", () => {
  let world: Awaited<ReturnType<typeof startProjection>>;

  beforeAll(async () => {
    world = await startProjection();
    await world.broker.hello();
  });
  afterAll(() => world.stop());

  const inArchive = (sequence: number) =>
    world.sql`select * from archive.event where stream = ${PRINT_LOG} and sequence = ${sequence}`;

  it("is migrated once", async () => {
    expect(await migrate(world.sql, "read", migrations)).toEqual([]);
  });

  it("carries the log into Postgres, also when two of them run at once", async () => {
    const running = [world.run(), world.run()];
    const ids: string[] = [];
    for (let n = 0; n < 30; n++) ids.push(await submitted(world.broker, `projected${n}`));
    await told(world.broker, ids[0]!, { type: "ExpirePrint" });
    await world.caughtUp();

    const { readModel } = world;
    const { jobs } = await readModel.jobs("demo", { limit: 200 });
    expect(jobs.map(({ jobId }) => jobId).sort()).toEqual(ids.toSorted());
    expect(jobs.find(({ jobId }) => jobId === ids[0])).toMatchObject({
      status: "aborted",
      reason: "job-expired",
    });
    expect(jobs[0]).not.toHaveProperty("bodyHash");
    expect(await readModel.jobs("demo", { limit: 200, branches: ["harbour"] })).toEqual({
      jobs: [],
    });
    expect(await readModel.printers("demo", {})).toMatchObject([
      { printerId: "printer1", agentConnected: true },
    ]);
    for (const { stop } of running) await stop();
  });

  it("lists no printer that was removed, until it is back", async () => {
    const { broker, readModel } = world;
    const projector = world.run();
    const [one, two] = ["printer1", "printer2"].map((printerId) => ({
      printerId,
      name: printerId,
      kind: "tcp" as const,
      columns: 48 as const,
      state: "idle" as const,
      reasons: [],
    }));
    const listed = async () => {
      await world.caughtUp();
      return (await readModel.printers("demo", {})).map(({ printerId }) => printerId);
    };
    await broker.hello({ printers: [one!, two!] });
    expect(await listed()).toEqual(["printer1", "printer2"]);
    await broker.hello({ printers: [one!] });
    expect(await listed()).toEqual(["printer1"]);
    await broker.hello({ printers: [one!, two!] });
    expect(await listed()).toEqual(["printer1", "printer2"]);
    await projector.stop();
  });

  it("ends at once, at whatever moment its lease is lost", async () => {
    for (let ms = 0; ms < 30; ms++) {
      const projector = world.run();
      await pause(ms);
      await projector.stop();
    }
  });

  it("keeps every event of the logs in the archive, as it was stored", async () => {
    const projector = world.run();
    await world.caughtUp();
    await projector.stop();
    for (const stream of ["PRINT_EVT_V1", "FLEET_EVT_V1"]) {
      const kept = await world.sql`select * from archive.event where stream = ${stream}
        order by sequence`;
      const last = await world.broker.streams.lastSequence(stream);
      expect(kept.map(({ sequence }) => Number(sequence))).toEqual(
        Array.from({ length: last }, (_, n) => n + 1),
      );
      for (const row of kept) {
        const found = await world.broker.streams.last(stream, row["subject"]);
        if (found?.seq !== Number(row["sequence"])) continue;
        expect(row).toMatchObject({ body: found.json(), version: 1, raw: null });
        expect(row["type"]).toBe(found.header.get("Pm-Type"));
        if (stream === PRINT_LOG) expect(row).toMatchObject({ correlation_id: "c1" });
      }
    }
  });

  it("keeps an archive that refuses to be changed", async () => {
    const { sql } = world;
    await expect(sql`delete from archive.event`).rejects.toThrow("append-only");
    await expect(sql`update archive.event set type = 'Other'`).rejects.toThrow("append-only");
    await expect(sql`truncate archive.event`).rejects.toThrow("append-only");
  });

  it("tells of each attempt who had it and how it ended", async () => {
    const { broker, sql } = world;
    const projector = world.run();
    const done = await submitted(broker, "attempt1");
    await told(broker, done, dispatch);
    await told(broker, done, completed);
    const open = await submitted(broker, "attempt2");
    await told(broker, open, dispatch);
    await world.caughtUp();
    // Late truths come in a later batch than the dispatch: what was known of it must stay.
    await told(broker, open, { type: "GiveUpPrint", cause: "nobody knows" });
    await world.caughtUp();
    await projector.stop();
    const [first] = await sql`select * from read.attempt where job_id = ${done}`;
    const agent = { attempt: 1, company: "demo", agent_id: "agent1", session: "session1" };
    expect(first).toMatchObject({ ...agent, outcome: "completed", proof: "fenced" });
    expect(first?.["ended_at"]).not.toBeNull();
    const [second] = await sql`select * from read.attempt where job_id = ${open}`;
    expect(second).toMatchObject({ ...agent, outcome: "unconfirmed", proof: null });
    expect(second?.["dispatched_at"]).not.toBeNull();
  });

  it.each([
    ["of a type", { type: "PrintTeleported" }, { types: ["PrintTeleported"], version: 1 }],
    ["in a version", { version: "2" }, { types: [], version: 2 }],
  ])(
    "stands before an event %s that it does not know, until it does",
    async (_, event, upgrade) => {
      const { broker } = world;
      const old = world.run();
      const body = await lastBody();
      const { subject, sequence } = await stored(broker, body, { ...event, jobId: lastJob });
      const after = await submitted(broker, `after ${sequence}`);
      await until(() => old.errors.length > 0, "it tells");
      expect(old.errors).toMatchObject([{ event: "projector-stopped", subject, sequence }]);
      expect(await world.projection.position(PRINT_LOG)).toBe(sequence - 1);
      expect(await listed()).not.toContain(after);
      // It leaves by itself, so that an orchestrator which knows the event can have the lease.
      await old.done;

      const types = [...vocabulary.types, ...upgrade.types];
      const upgraded = world.run({ known: { types, version: upgrade.version } });
      await world.caughtUp();
      await upgraded.stop();
      expect(upgraded.errors).toEqual([]);
      expect(await listed()).toContain(after);
      expect(await inArchive(sequence)).toMatchObject([{ subject, body: JSON.parse(body) }]);
    },
  );

  it("passes over what nobody can read, tells it once, and keeps its bytes", async () => {
    const { broker } = world;
    const running = [world.run(), world.run()];
    await world.caughtUp();
    const body = await lastBody();
    const titled = (title: string) => body.replace(/"title":"[^"]*"/g, `"title":"${title}"`);
    const poisons = [
      { bytes: "{ not json" },
      { bytes: "" },
      { bytes: Uint8Array.of(0xff, 0xfe, 0x00) },
      { bytes: "null" },
      { bytes: '{"id":"x","at":"2026-11-21T10:00:00.000Z","data":{},"state":{}}' },
      { bytes: titled("\\u0000"), jobId: lastJob },
      { bytes: titled("\\ud800"), jobId: lastJob },
      { bytes: body.replace(/"attempt":\d+/, '"attempt":1e999'), jobId: lastJob },
      {
        bytes: body.replace(
          /"title":"[^"]*"/,
          `$&,"deep":${"[".repeat(20_000)}${"]".repeat(20_000)}`,
        ),
        jobId: lastJob,
      },
      { bytes: body.replaceAll('"demo"', '"acme"'), jobId: lastJob },
      { bytes: body, type: "", jobId: lastJob },
      { bytes: body, version: "one", jobId: lastJob },
      { bytes: "[".repeat(50_000) + "]".repeat(10_000) },
      { bytes: "[".repeat(30_000) + "]".repeat(30_000) },
    ];
    const sequences: number[] = [];
    for (const { bytes, ...headers } of poisons)
      sequences.push((await stored(broker, bytes, headers)).sequence);
    const after = await submitted(broker, "after poison");
    await world.caughtUp();
    for (const { stop } of running) await stop();
    expect(await listed()).toContain(after);
    const told = running.flatMap(({ errors }) => errors);
    expect(new Set(told.map((line) => line["event"]))).toEqual(new Set(["event-unreadable"]));
    const inOrder = told.map((line) => Number(line["sequence"])).sort((a, b) => a - b);
    expect(inOrder).toEqual(sequences);
    for (const [n, { bytes }] of poisons.entries()) {
      const [row] = await inArchive(sequences[n]!);
      expect(row).toMatchObject({ body: null, raw: Buffer.from(bytes) });
    }
  });

  it("needs one statement for a thousand events", async () => {
    const statements: string[] = [];
    const sql = postgres(world.url, {
      max: 1,
      debug: (_, query) => void statements.push(query.slice(0, 40)),
    });
    const stream = "EXAMPLE";
    const state = (JSON.parse(await lastBody()) as { state: object }).state;
    const events = Array.from({ length: 1000 }, (_, n) => eventOf(n, state));
    const batch = events.map((event) => ({ event, reading: readEvent(event, vocabulary) }));
    expect(batch.every(({ reading }) => reading.kind === "job")).toBe(true);
    const projection = postgresProjection(drizzle(sql));
    await projection.position(stream);
    statements.length = 0;
    expect(await projection.apply(stream, 0, batch)).toBe(true);
    expect(statements).toHaveLength(1);
    const [{ attempts, kept }] = await sql<[{ attempts: number; kept: number }]>`select
      (select count(*)::int from read.attempt where job_id like 'many%') as attempts,
      (select count(*)::int from archive.event where stream = ${stream}) as kept`;
    expect({ attempts, kept }).toEqual({ attempts: 1000, kept: 1000 });
    await sql.end();
  });

  it("changes nothing with a batch whose position another has moved", async () => {
    const state = (JSON.parse(await lastBody()) as { state: object }).state;
    const [first, late] = [eventOf(5000, state), eventOf(6000, state)].map((event) => [
      { event, reading: readEvent(event, vocabulary) },
    ]);
    const { projection, sql } = world;
    await projection.position("MOVED");
    expect(await projection.apply("MOVED", 0, first!)).toBe(true);
    expect(await projection.apply("MOVED", 0, late!)).toBe(false);
    expect(await projection.position("MOVED")).toBe(5001);
    expect(await sql`select job_id from archive.event where stream = 'MOVED'`).toHaveLength(1);
    for (const table of ["job", "attempt"])
      expect(
        await sql`select job_id from ${sql(`read.${table}`)}
          where job_id in ('many5000', 'many6000')`,
      ).toEqual([{ job_id: "many5000" }]);
  });

  let lastJob = "";
  async function lastBody(): Promise<string> {
    lastJob = await submitted(world.broker, `body ${Math.random()}`);
    const subject = `print.v1.*.evt.demo.oldtown.job.${lastJob}`;
    const message = await world.broker.streams.last(PRINT_LOG, subject);
    return message?.string() ?? "";
  }

  const listed = async () =>
    (await world.readModel.jobs("demo", { limit: 200 })).jobs.map(({ jobId }) => jobId);
});

function eventOf(n: number, state: object): LoggedEvent {
  const jobId = `many${n}`;
  const at = new Date().toISOString();
  return {
    subject: `print.v1.36.evt.demo.oldtown.job.${jobId}`,
    sequence: n + 1,
    type: "PrintDispatched",
    version: 1,
    at,
    correlationId: undefined,
    traceparent: undefined,
    body: { id: "e1", at, data: {}, state: { ...state, jobId, attempt: 1 } },
    raw: new Uint8Array(),
  };
}
