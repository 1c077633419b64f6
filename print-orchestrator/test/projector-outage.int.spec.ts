/** A bug here would look like: lists that never catch up after the database was away, or an event applied twice. */
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PRINT_LOG } from "@printermaster/contracts";
import { startPostgres } from "@printermaster/infra";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { completed, dispatch, startProjection, submitted, told, until } from "./projection.ts";

describe("the projector without its database", () => {
  let dataDir: string;
  let door: Awaited<ReturnType<typeof openDoor>>;
  let database: Awaited<ReturnType<typeof startPostgres>>;
  let world: Awaited<ReturnType<typeof startProjection>>;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "pm-outage-"));
    database = await startPostgres({ dataDir });
    door = await openDoor();
    await door.open(Number(new URL(database.url).port));
    const url = new URL(database.url);
    url.port = String(door.port);
    world = await startProjection(url.href);
    await world.broker.hello();
  });
  afterAll(async () => {
    await world.stop();
    await database.stop();
    await door.shut();
    await rm(dataDir, { recursive: true, force: true });
  });

  it("waits while it is killed and comes back, catches up, and applies nothing twice", async () => {
    const { broker, sql } = world;
    const projector = world.run();
    const ids: string[] = [];
    const print = async () => {
      const jobId = await submitted(broker, `outage${ids.length}`);
      await told(broker, jobId, dispatch);
      ids.push(jobId);
    };
    for (let round = 0; round < 2; round++) {
      const before = ids.length;
      const killed = new AbortController();
      const printing = (async () => {
        while (!killed.signal.aborted) await print();
      })();
      await until(async () => (await projectedJobs()) > before, "some of them are projected");
      // Transactions are on their way at this very moment.
      process.kill(database.pid, "SIGKILL");
      killed.abort();
      await door.shut();
      await printing;
      await expect(sql`select 1`).rejects.toThrow();
      for (let n = 0; n < 10; n++) await print();
      await restart();
    }
    await told(broker, ids[0]!, completed);
    await world.caughtUp();
    await projector.stop();

    const last = await broker.streams.lastSequence(PRINT_LOG);
    expect(last).toBe(2 * ids.length + 1);
    const [counted] = await sql`select
      (select count(*)::int from read.job) as jobs,
      (select count(*)::int from read.attempt) as attempts,
      (select count(*)::int from archive.event where stream = ${PRINT_LOG}) as events`;
    expect(counted).toEqual({ jobs: ids.length, attempts: ids.length, events: last });
    const states = await sql`select status, count(*)::int as jobs from read.job
      group by status order by status`;
    expect([...states]).toEqual([
      { status: "completed", jobs: 1 },
      { status: "processing", jobs: ids.length - 1 },
    ]);
    expect(projector.errors).toEqual([]);
  });

  const projectedJobs = async () => {
    const asked = world.sql<{ count: number }[]>`select count(*)::int as count from read.job`;
    const [row] = await asked.catch(() => []);
    return row?.count ?? 0;
  };

  /** The children of a killed server hold its memory for a moment more, and until then it does not start. */
  async function restart() {
    await until(async () => {
      const started = await startPostgres({ dataDir }).catch(() => undefined);
      if (started) database = started;
      return started !== undefined;
    }, "Postgres is back");
    await door.open(Number(new URL(database.url).port));
  }
});

/** One address for a server that comes back on another port; shut, it refuses as a dead server does. */
async function openDoor() {
  let target = 0;
  let port = 0;
  const server = createServer((client) => {
    const behind = connect(target, "127.0.0.1");
    joinUp(client, behind);
    joinUp(behind, client);
  });
  const open = async (to: number) => {
    target = to;
    await once(server.listen(port, "127.0.0.1"), "listening");
  };
  const shut = async () => void (await once(server.close(), "close"));
  await open(0);
  port = (server.address() as AddressInfo).port;
  await shut();
  return { port, open, shut };
}

function joinUp(from: Socket, to: Socket) {
  from.on("error", () => to.destroy());
  from.on("close", () => to.destroy());
  from.pipe(to);
}
