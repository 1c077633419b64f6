/** The read models' tables, as `migrations/` creates them. */
import type { Job, PrinterState, Proof } from "@printermaster/contracts";
import {
  bigint,
  boolean,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  timestamp,
} from "drizzle-orm/pg-core";
import type { AttemptOutcome } from "../domain/attempts.ts";

const read = pgSchema("read");
const maybe = (name: string) => timestamp(name, { withTimezone: true, mode: "string" });
const moment = (name: string) => maybe(name).notNull();

export const checkpoint = read.table("checkpoint", {
  stream: text().primaryKey(),
  sequence: bigint({ mode: "number" }).notNull(),
});

export const job = read.table("job", {
  jobId: text("job_id").primaryKey(),
  company: text().notNull(),
  branch: text().notNull(),
  printerId: text("printer_id").notNull(),
  class: text().notNull(),
  status: text().notNull(),
  submittedAt: moment("submitted_at"),
  updatedAt: moment("updated_at"),
  sequence: bigint({ mode: "number" }).notNull(),
  job: jsonb().$type<Job>().notNull(),
});

/** `state`: that of the job's `deadLetter`. */
export const deadLetter = read.table("dead_letter", {
  jobId: text("job_id").primaryKey(),
  company: text().notNull(),
  branch: text().notNull(),
  state: text().$type<NonNullable<Job["deadLetter"]>>().notNull(),
  updatedAt: moment("updated_at"),
  sequence: bigint({ mode: "number" }).notNull(),
  job: jsonb().$type<Job>().notNull(),
});

export const attempt = read.table(
  "attempt",
  {
    jobId: text("job_id").notNull(),
    attempt: integer().notNull(),
    company: text().notNull(),
    branch: text().notNull(),
    agentId: text("agent_id"),
    session: text(),
    dispatchedAt: maybe("dispatched_at"),
    outcome: text().$type<AttemptOutcome>(),
    proof: text().$type<Proof>(),
    endedAt: maybe("ended_at"),
  },
  (table) => [primaryKey({ columns: [table.jobId, table.attempt] })],
);

export const agent = read.table(
  "agent",
  {
    company: text().notNull(),
    branch: text().notNull(),
    agentId: text("agent_id").notNull(),
    connected: boolean().notNull(),
    since: moment("since"),
    appVersion: text("app_version").notNull(),
  },
  (table) => [primaryKey({ columns: [table.company, table.branch, table.agentId] })],
);

export const printer = read.table(
  "printer",
  {
    company: text().notNull(),
    branch: text().notNull(),
    printerId: text("printer_id").notNull(),
    agentId: text("agent_id").notNull(),
    printer: jsonb().$type<PrinterState>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.company, table.branch, table.printerId] })],
);
