import { Id, idFromBytes } from "@printermaster/contracts";
import { randomIdBytes } from "@printermaster/runtime";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SpoolBroken } from "../app/ports.ts";
import { spoolFault } from "./spool-fault.ts";

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
const PAGE_BYTES = 4096;
const NAME = "spool.db";

export interface OpenedSpool {
  readonly file: DatabaseSync;
  /** Where what could not be read lies now. */
  readonly setAside: string | undefined;
}

/** A file that cannot be read is set aside, whole: what it knew is the cloud's to find out from a new one. */
export function openSpoolFile(folder: string, mostBytes: number): OpenedSpool {
  mkdirSync(folder, { recursive: true });
  try {
    return { file: open(folder, mostBytes), setAside: undefined };
  } catch (error) {
    if (!(spoolFault(error) instanceof SpoolBroken)) throw error;
    const setAside = setAsideIn(folder);
    return { file: open(folder, mostBytes), setAside };
  }
}

function open(folder: string, mostBytes: number): DatabaseSync {
  const file = new DatabaseSync(join(folder, NAME), { timeout: PREDECESSOR_LIMIT_MS });
  try {
    // Two agents on one spool would print everything twice.
    file.exec(
      "pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full",
    );
    file.exec(`pragma max_page_count = ${Math.ceil(mostBytes / PAGE_BYTES)}`);
    file.exec(`begin immediate; ${SCHEMA} commit`);
    if (file.prepare("pragma quick_check(1)").get()?.["quick_check"] !== "ok")
      throw new SpoolBroken("its check found faults");
    file.exec(OF_THIS_RUN);
    nameIt(file, folder);
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

/** The installation outlives its spool: to the cloud it is the same agent, with a new disk. */
function nameIt(file: DatabaseSync, folder: string): void {
  const path = join(folder, "installation");
  const known = existsSync(path) ? Id.safeParse(readFileSync(path, "utf8").trim()).data : undefined;
  file
    .prepare("insert into meta values (1, ?, ?, 0) on conflict do nothing")
    .run(newId(), known ?? newId());
  const meta = file.prepare("select installation_id from meta").get();
  if (known === undefined) writeFileSync(path, `${String(meta?.["installation_id"])}\n`);
}

function setAsideIn(folder: string): string {
  const name = `${NAME}.broken-${newId()}`;
  for (const part of ["", "-wal", "-shm"])
    if (existsSync(join(folder, NAME + part)))
      renameSync(join(folder, NAME + part), join(folder, name + part));
  return join(folder, name);
}

const newId = () => idFromBytes(randomIdBytes());
