/** Rows of the read models: whatever the size of a batch, one insert a table. */
import { Job, type AgentState, type PrinterState } from "@printermaster/contracts";
import { lt, sql, type SQL, type SQLWrapper } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import { attemptChanges } from "../domain/attempts.ts";
import type { Reading } from "../domain/reading.ts";
import { agent, attempt, deadLetter, job, printer } from "./read.schema.ts";
import { rowSet } from "./row-set.ts";

type ReadingOf<Kind> = Extract<Reading, { kind: Kind }>;

/** The inserts that these events lead to; none for a table that they do not touch. */
export function readRows(
  database: PostgresJsDatabase,
  readings: readonly Reading[],
): readonly SQLWrapper[] {
  const of = <Kind extends Reading["kind"]>(kind: Kind) =>
    readings.filter((reading): reading is ReadingOf<Kind> => reading.kind === kind);
  const jobs = of("job");
  const letters = jobs.filter(({ state }) => state.deadLetter);
  const agents = of("agent").map(({ state }) => state);
  const printers = of("printer").map(({ state }) => state);
  return [
    ...(jobs.length > 0 ? [jobRows(database, jobs)] : []),
    ...(jobs.length > 0 ? [attemptRows(database, jobs)] : []),
    ...(letters.length > 0 ? [deadLetterRows(database, letters)] : []),
    ...(agents.length > 0 ? [agentRows(database, agents)] : []),
    ...(printers.length > 0 ? [printerRows(database, printers)] : []),
  ];
}

function jobRows(database: PostgresJsDatabase, readings: readonly ReadingOf<"job">[]) {
  const rows = lastOf(readings, ({ state }) => state.jobId).map(({ state, sequence }) => {
    const seen = Job.parse(state);
    return { ...seen, sequence, job: seen };
  });
  const { printerId, status, updatedAt, sequence } = job;
  return database
    .insert(job)
    .select(rowSet(job, rows))
    .onConflictDoUpdate({
      target: job.jobId,
      set: replaced({ printerId, status, updatedAt, sequence, job: job.job }),
      setWhere: lt(job.sequence, sql`excluded.sequence`),
    });
}

/** Marked, not removed: an insert is all that is carried with the position. */
function deadLetterRows(database: PostgresJsDatabase, readings: readonly ReadingOf<"job">[]) {
  const rows = lastOf(readings, ({ state: { jobId } }) => jobId).flatMap(({ state, sequence }) => {
    const seen = Job.parse(state);
    return seen.deadLetter ? [{ ...seen, state: seen.deadLetter, sequence, job: seen }] : [];
  });
  const { state, updatedAt, sequence } = deadLetter;
  return database
    .insert(deadLetter)
    .select(rowSet(deadLetter, rows))
    .onConflictDoUpdate({
      target: deadLetter.jobId,
      set: replaced({ state, updatedAt, sequence, job: deadLetter.job }),
      setWhere: lt(deadLetter.sequence, sql`excluded.sequence`),
    });
}

function attemptRows(database: PostgresJsDatabase, readings: readonly ReadingOf<"job">[]) {
  const { agentId, session, dispatchedAt, outcome, proof, endedAt } = attempt;
  return database
    .insert(attempt)
    .select(rowSet(attempt, attemptChanges(readings)))
    .onConflictDoUpdate({
      target: [attempt.jobId, attempt.attempt],
      set: filled({ agentId, session, dispatchedAt, outcome, proof, endedAt }),
    });
}

function agentRows(database: PostgresJsDatabase, states: readonly AgentState[]) {
  const rows = lastOf(states, ({ company, branch, agentId }) => `${company}.${branch}.${agentId}`);
  const { connected, since, appVersion } = agent;
  return database
    .insert(agent)
    .select(rowSet(agent, rows))
    .onConflictDoUpdate({
      target: [agent.company, agent.branch, agent.agentId],
      set: replaced({ connected, since, appVersion }),
    });
}

function printerRows(database: PostgresJsDatabase, states: readonly PrinterState[]) {
  const rows = lastOf(
    states,
    ({ company, branch, printerId }) => `${company}.${branch}.${printerId}`,
  ).map((state) => ({ ...state, printer: state }));
  return database
    .insert(printer)
    .select(rowSet(printer, rows))
    .onConflictDoUpdate({
      target: [printer.company, printer.branch, printer.printerId],
      set: replaced({ agentId: printer.agentId, printer: printer.printer }),
    });
}

/** One statement may touch a row once, and only its last state counts. */
const lastOf = <T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] => [
  ...new Map(items.map((item) => [keyOf(item), item])).values(),
];

type Columns = Readonly<Record<string, AnyPgColumn>>;

const replaced = (columns: Columns) =>
  eachOf(columns, (column) => sql`excluded.${sql.identifier(column.name)}`);

const filled = (columns: Columns) =>
  eachOf(columns, (column) => sql`coalesce(excluded.${sql.identifier(column.name)}, ${column})`);

const eachOf = (columns: Columns, value: (column: AnyPgColumn) => SQL) =>
  Object.fromEntries(Object.entries(columns).map(([key, column]) => [key, value(column)]));
