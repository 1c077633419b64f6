/**
 * A bug here would look like: lists that are another after a rebuild than before, jobs that only the archive still
 * knew and that are gone, or a projector that stands still afterwards.
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { jetstreamManager } from "@nats-io/jetstream";
import { leases, PRINT_LOG } from "@printermaster/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KvLease, openLeases } from "../src/leases/kv-lease.ts";
import { ownProjector } from "../src/read-model/adapters/own-projector.ts";
import { log } from "./broker.ts";
import {
  completed,
  dispatch,
  recordingLog,
  startProjection,
  submitted,
  told,
  until,
} from "./projection.ts";

const discardedBy = { kind: "user", id: "anna", name: "Anna" } as const;
const program = fileURLToPath(new URL("../src/rebuild-read-models.ts", import.meta.url));

describe("rebuilding the read models", () => {
  let world: Awaited<ReturnType<typeof startProjection>>;

  beforeAll(async () => {
    world = await startProjection();
    await makePurgeable();
    await world.broker.hello();
    for (let n = 0; n < 40; n++) {
      const jobId = await submitted(world.broker, `rebuilt${n}`);
      if (n % 2 === 0) await told(world.broker, jobId, dispatch);
      if (n % 4 === 0) await told(world.broker, jobId, completed);
      if (n % 8 === 1) await told(world.broker, jobId, { type: "ExpirePrint" });
      if (n % 16 === 1) await told(world.broker, jobId, { type: "DiscardPrint", discardedBy });
      if (n % 8 === 2) await told(world.broker, jobId, { type: "GiveUpPrint", cause: "unknown" });
    }
    const projector = world.run();
    await world.caughtUp();
    await projector.stop();
  });
  afterAll(() => world.stop());

  /** The log of production refuses a purge; here it plays the part of a week gone by. */
  async function makePurgeable() {
    const manager = await jetstreamManager(world.broker.connection);
    const { config } = await manager.streams.info(PRINT_LOG);
    await manager.streams.delete(PRINT_LOG);
    await manager.streams.add({ ...config, deny_purge: false });
  }

  async function forget(before: number) {
    const manager = await jetstreamManager(world.broker.connection);
    await manager.streams.purge(PRINT_LOG, { seq: before });
    expect((await manager.streams.info(PRINT_LOG)).state.first_seq).toBe(before);
  }

  const rebuild = () =>
    promisify(execFile)(
      process.execPath,
      ["--conditions=@printermaster/source", "--no-warnings", program],
      {
        env: {
          ...process.env,
          NATS_URL: world.broker.url,
          DATABASE_URL: world.url,
          PM_INSTANCE: "test",
        },
      },
    );

  it("makes every row what it was, from a log that is whole", async () => {
    const before = await world.rows();
    expect(before["job"]).toHaveLength(40);
    expect(before["attempt"]).toHaveLength(20);
    const letters = Map.groupBy(before["dead_letter"]!, ({ state }) => state);
    expect([letters.get("discarded")?.length, letters.get("waiting")?.length]).toEqual([3, 2]);
    await rebuild();
    expect(await world.rows()).toEqual(before);
  });

  it("makes every row what it was, although the log has lost its oldest events", async () => {
    await forget(25);
    const before = await world.rows();
    await rebuild();
    expect(await world.rows()).toEqual(before);
  });

  it("goes on with what was stored after the last projection", async () => {
    const last = await submitted(world.broker, "not yet archived");
    await told(world.broker, last, dispatch);
    await rebuild();
    const { rows, readModel } = world;
    expect((await rows())["checkpoint"]).toContainEqual(await position());
    const { jobs } = await readModel.jobs("demo", { limit: 200 });
    expect(jobs.find(({ jobId }) => jobId === last)).toMatchObject({ status: "processing" });
  });

  it("makes every row what it was, although the log has lost all of its events", async () => {
    await forget((await world.broker.streams.lastSequence(PRINT_LOG)) + 1);
    const before = await world.rows();
    await rebuild();
    expect(await world.rows()).toEqual(before);
  });

  it("that dies after it dropped the tables leaves to the projector what the archive has", async () => {
    const before = await world.rows();
    await world.sql`truncate read.job, read.dead_letter, read.attempt, read.agent, read.printer, read.checkpoint`;
    const projector = world.run();
    await until(
      async () => JSON.stringify(await world.rows()) === JSON.stringify(before),
      "the rows are what they were",
    );
    await projector.stop();
    expect(projector.errors.filter(({ event }) => event !== "events-missing")).toEqual([]);
  });

  it("takes the lease from a running projector, which goes on afterwards", async () => {
    const { broker, projection, sql } = world;
    let owned = 0;
    const lease = new KvLease(() => openLeases(broker.connection, 1), leases.projector, "p", log);
    const { log: quiet, errors } = recordingLog();
    lease.run(async (lost) => {
      owned++;
      await ownProjector({ streams: broker.streams, projection, log: quiet }, lost);
    });
    await until(() => owned === 1, "the projector runs");
    const ids: string[] = [];
    const ended = new AbortController();
    const rebuilt = rebuild().finally(() => ended.abort());
    while (!ended.signal.aborted) ids.push(await submitted(broker, `meanwhile${ids.length}`));
    await rebuilt;
    await until(() => owned === 2, "the projector runs again");
    ids.push(await submitted(broker, "afterwards"));
    await world.caughtUp();
    await lease.stop();
    const listed = await sql<{ id: string }[]>`select job_id as id from read.job`;
    expect(listed.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
    expect(listed).toHaveLength(41 + ids.length);
    expect(errors).toEqual([]);
    const after = await world.rows();
    await rebuild();
    expect(await world.rows()).toEqual(after);
  });

  const position = async () => ({
    stream: PRINT_LOG,
    sequence: await world.broker.streams.lastSequence(PRINT_LOG),
  });
});
