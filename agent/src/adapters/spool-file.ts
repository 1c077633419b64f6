import { idFromBytes } from "@printermaster/contracts";
import { randomIdBytes } from "@printermaster/runtime";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const SCHEMA = `
  create table if not exists meta (
    one integer primary key check (one = 1),
    spool_id text not null, installation_id text not null, counter integer not null) strict;
  create table if not exists work (
    job_id text not null, attempt integer not null, printer_id text not null,
    body text not null, number integer not null, received_at integer not null,
    expires_at integer not null, first_byte_at integer,
    state text not null check (state in ('spooled', 'printing', 'finished')),
    outcome text, finished_at integer, finished_number integer, traceparent text,
    report text check (report in ('waiting', 'acknowledged', 'dead')), dead_code text,
    primary key (job_id, attempt)) strict;
  create index if not exists work_waiting on work (printer_id, number) where state = 'spooled';
  create index if not exists work_open on work (number)
    where report is null or report = 'waiting';
  create index if not exists work_finished on work (finished_number);
  create index if not exists work_report on work (finished_number) where report = 'waiting';
  create table if not exists revoked (
    job_id text primary key, up_to_attempt integer not null, revoked_at integer not null) strict;
`;

/** A fact of this run alone, so it is not on the disk. */
const OF_THIS_RUN = `
  pragma temp_store = memory;
  create temp table held (
    job_id text not null, attempt integer not null, primary key (job_id, attempt)) strict;
`;

/** Waits a little for the process before us to end; the file then belongs to this process alone. */
const PREDECESSOR_LIMIT_MS = 5000;

export function openSpoolFile(folder: string): DatabaseSync {
  mkdirSync(folder, { recursive: true });
  const file = new DatabaseSync(join(folder, "spool.db"), { timeout: PREDECESSOR_LIMIT_MS });
  // Two agents on one spool would print everything twice.
  file.exec(
    "pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full",
  );
  file.exec(`begin immediate; ${SCHEMA} commit`);
  file.exec(OF_THIS_RUN);
  const [spoolId, installationId] = [newId(), newId()];
  file
    .prepare("insert into meta values (1, ?, ?, 0) on conflict do nothing")
    .run(spoolId, installationId);
  return file;
}

const newId = () => idFromBytes(randomIdBytes());
