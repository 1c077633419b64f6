/** Drops the read models and fills them again, from the archive and then from the log. */
import { migrate } from "@printermaster/runtime";
import type { Sql } from "postgres";
import { carry, projectedStreams, type ProjectorDeps } from "./own-projector.ts";

/** Should it die on its way, the next projector goes on from the archive just the same. */
export async function rebuildReadModels(
  deps: ProjectorDeps,
  sql: Sql,
  migrations: string,
): Promise<void> {
  await dropTables(sql);
  await migrate(sql, "read", migrations);
  await Promise.all(projectedStreams.map((stream) => catchUp(deps, stream)));
}

/** Locked in the order in which projector and lists take them, so that nobody's transaction is a deadlock's victim. */
const dropTables = (sql: Sql) =>
  sql.begin(async (transaction) => {
    const [found] = await transaction`select to_regclass('read.checkpoint') is not null as found`;
    if (found?.["found"])
      await transaction`lock table read.checkpoint, read.job, read.printer, read.agent`;
    await transaction`drop schema if exists read cascade`;
  });

async function catchUp(deps: ProjectorDeps, stream: string): Promise<void> {
  const target = await lastStored(deps, stream);
  const reached = new AbortController();
  await carry(deps, stream, reached.signal, (position) => {
    if (position >= target) reached.abort();
  });
}

/** Of a log whose events have all aged out, nothing will come. */
async function lastStored({ streams }: ProjectorDeps, stream: string): Promise<number> {
  const { state } = await (await streams.client.streams.get(stream)).info();
  return state.messages === 0 ? 0 : state.last_seq;
}
