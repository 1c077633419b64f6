/** A real broker and a real Postgres with the projector between them. */
import { fileURLToPath } from "node:url";
import { EVENT_VERSION, headers, slotOf } from "@printermaster/contracts";
import { headers as natsHeaders } from "@nats-io/transport-node";
import { startPostgres } from "@printermaster/infra";
import { migrate, pause, type Log } from "@printermaster/runtime";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { handleCommand } from "../src/jobs/app/handle-command.ts";
import type { PrintCommand } from "../src/jobs/domain/print-commands.ts";
import {
  ownProjector,
  projectedStreams,
  type ProjectorDeps,
} from "../src/read-model/adapters/own-projector.ts";
import { postgresProjection } from "../src/read-model/adapters/postgres-projection.ts";
import { postgresReadModel } from "../src/read-model/adapters/postgres-read-model.ts";
import { log, newId, startBroker, type Broker } from "./broker.ts";

export const migrations = fileURLToPath(new URL("../migrations", import.meta.url));
export type Line = Readonly<Record<string, unknown>>;

/** A log that can be asked for its errors. */
export function recordingLog(): { readonly log: Log; readonly errors: Line[] } {
  const errors: Line[] = [];
  const child = log.child({}, { level: "fatal" });
  child.error = (line: unknown) => void errors.push(line as Line);
  return { log: child, errors };
}

export async function until(condition: () => Promise<boolean> | boolean, what: string) {
  for (const end = Date.now() + 20_000; Date.now() < end; await pause(20))
    if (await condition()) return;
  throw new Error(`not within 20 s: ${what}`);
}

export async function startProjection(url?: string) {
  const database = url ? undefined : await startPostgres();
  const at = url ?? database?.url ?? "";
  const sql = postgres(at, { onnotice: () => {}, connect_timeout: 2 });
  await migrate(sql, "read", migrations);
  const broker = await startBroker();
  const projection = postgresProjection(drizzle(sql));

  function run(over: Partial<ProjectorDeps> = {}) {
    const lost = new AbortController();
    const recorded = recordingLog();
    const deps = { streams: broker.streams, projection, log: recorded.log, ...over };
    const done = ownProjector(deps, lost.signal);
    const stop = async () => (lost.abort(), await done);
    return { errors: recorded.errors, done, stop };
  }

  const caughtUp = () =>
    until(async () => {
      for (const stream of projectedStreams) {
        const { state } = await (await broker.streams.client.streams.get(stream)).info();
        // A database that is not there has not caught up.
        const position = await projection.position(stream).catch(() => -1);
        if (position < state.last_seq) return false;
      }
      return true;
    }, "the projector has caught up");

  return {
    broker,
    sql,
    url: at,
    projection,
    run,
    caughtUp,
    readModel: postgresReadModel(drizzle(sql)),
    rows: () => rowsOf(sql),
    async stop() {
      await sql.end({ timeout: 1 });
      await Promise.all([broker.stop(), database?.stop()]);
    },
  };
}

/** Every row of schema `read`, in an order of its own. */
export async function rowsOf(sql: postgres.Sql): Promise<Record<string, readonly Line[]>> {
  const tables: Record<string, readonly Line[]> = {};
  for (const table of ["checkpoint", "job", "dead_letter", "attempt", "agent", "printer"]) {
    const rows = await sql<{ row: Line }[]>`select to_jsonb(stored) as row
      from ${sql(`read.${table}`)} stored order by to_jsonb(stored)::text`;
    tables[table] = rows.map(({ row }) => row);
  }
  return tables;
}

export async function submitted(broker: Broker, key: string): Promise<string> {
  const answer = await broker.submit(key);
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value.job.jobId;
}

export async function told(broker: Broker, jobId: string, command: Untimed): Promise<void> {
  const address = { company: "demo", branch: "oldtown", jobId };
  const timed = { ...command, at: new Date().toISOString() } as PrintCommand;
  const answer = await handleCommand(broker.jobs.jobs, address, timed);
  if (!answer.ok) throw new Error(`${command.type}: ${answer.error.code}`);
}
type Untimed = PrintCommand extends infer Command
  ? Command extends { at: string }
    ? Omit<Command, "at">
    : never
  : never;

export const dispatch = {
  type: "DispatchPrint",
  agentId: "agent1",
  session: "session1",
  spoolGeneration: 1,
} as const;
export const completed = {
  type: "RecordOutcome",
  agentId: "agent1",
  attempt: 1,
  outcome: {
    result: "completed",
    proof: "fenced",
    paperHash: "a".repeat(64),
    bytes: 100,
    startedAt: "2026-11-21T10:00:00.000Z",
    endedAt: "2026-11-21T10:00:01.000Z",
  },
} as const;

/** Whatever bytes under the subject of a job of its own; the subject and the sequence. */
export async function stored(
  broker: Broker,
  bytes: string | Uint8Array,
  { type = "PrintSubmitted", version = String(EVENT_VERSION), jobId = newId() },
) {
  const subject = `print.v1.${slotOf("demo")}.evt.demo.oldtown.job.${jobId}`;
  const all = natsHeaders();
  if (type) all.set(headers.type, type);
  all.set(headers.version, version);
  const { seq } = await broker.streams.client.publish(subject, bytes, { headers: all });
  return { subject, sequence: seq };
}
