/** A bug here would look like: a screen that shows another state than the log, or a row counted twice. */
import { fileURLToPath } from "node:url";
import { startPostgres } from "@printermaster/infra";
import { migrate, pause } from "@printermaster/runtime";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handleCommand } from "../src/jobs/app/handle-command.ts";
import { ownProjector } from "../src/read-model/adapters/own-projector.ts";
import { postgresProjection } from "../src/read-model/adapters/postgres-projection.ts";
import { postgresReadModel } from "../src/read-model/adapters/postgres-read-model.ts";
import { log, startBroker, type Broker } from "./broker.ts";

describe("the projector", () => {
  let broker: Broker;
  let database: Awaited<ReturnType<typeof startPostgres>>;
  let sql: postgres.Sql;

  beforeAll(async () => {
    [broker, database] = await Promise.all([startBroker(), startPostgres()]);
    sql = postgres(database.url, { onnotice: () => {} });
    const folder = fileURLToPath(new URL("../migrations", import.meta.url));
    expect(await migrate(sql, "read", folder)).toEqual(["0001_read.sql"]);
    expect(await migrate(sql, "read", folder)).toEqual([]);
  });
  afterAll(async () => {
    await sql.end();
    await Promise.all([broker.stop(), database.stop()]);
  });

  it("carries the log into Postgres, also when two of them run at once", async () => {
    await broker.hello();
    const lost = new AbortController();
    const projection = postgresProjection(drizzle(sql));
    const deps = { streams: broker.streams, projection, log: log.child({}, { level: "fatal" }) };
    const running = [ownProjector(deps, lost.signal), ownProjector(deps, lost.signal)];
    const ids: string[] = [];
    for (let n = 0; n < 30; n++) {
      const answer = await broker.submit(`projected${n}`);
      if (answer.ok) ids.push(answer.value.job.jobId);
    }
    const at = new Date().toISOString();
    const address = { company: "demo", branch: "oldtown", jobId: ids[0]! };
    await handleCommand(broker.jobs.jobs, address, { type: "ExpirePrint", at });

    const readModel = postgresReadModel(drizzle(sql));
    const first = async () =>
      (await readModel.jobs("demo", { limit: 200 })).find(({ jobId }) => jobId === ids[0]);
    for (let tries = 0; (await first())?.status !== "aborted" && tries < 400; tries++)
      await pause(25);
    expect(await first()).toMatchObject({ status: "aborted", reason: "job-expired" });
    const jobs = await readModel.jobs("demo", { limit: 200 });
    expect(jobs.map(({ jobId }) => jobId).sort()).toEqual(ids.toSorted());
    expect(jobs[0]).not.toHaveProperty("bodyHash");
    expect(await readModel.jobs("demo", { limit: 200, branches: ["harbour"] })).toEqual([]);
    expect(await readModel.printers("demo", {})).toMatchObject([
      { printerId: "printer1", agentConnected: true },
    ]);
    lost.abort();
    await Promise.all(running);
  });
});
