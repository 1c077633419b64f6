/** The spool as a file: WAL, FULL, each commit on the disk when it returns. */
import type { AgentJob, JobTaken, Outcome } from "@printermaster/contracts";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { JobChange, OpenAttempt, Spool, StoredReport } from "../app/ports.ts";
import { SpoolFull } from "../app/ports.ts";
import { INTERRUPTED, type AttemptEvent, type JobHistory } from "../domain/attempts.ts";
import { openSpoolFile } from "./spool-file.ts";

const SQLITE_FULL = 13;

const INSERT = `insert into work
  (job_id, attempt, printer_id, body, number, received_at, expires_at, state)
  values (?, ?, ?, ?, ?, ?, ?, 'spooled')`;
const REVOKE = `insert into revoked values (?, ?, ?) on conflict (job_id) do update
  set up_to_attempt = max(up_to_attempt, excluded.up_to_attempt), revoked_at = excluded.revoked_at`;
const BEGIN = `update work set state = 'printing', first_byte_at = ? where job_id = ? and attempt = ?`;
const FINISH = `update work set state = 'finished', outcome = ?, finished_at = ?, traceparent = ?,
  report = 'waiting', finished_number = (select coalesce(max(finished_number), 0) + 1 from work)
  where job_id = ? and attempt = ?`;
const RELEASE = "delete from held where job_id = ? and attempt = ?";
const HELD = `exists (select 1 from held where held.job_id = work.job_id and held.attempt = work.attempt)`;
const WAITING = `select body from work where printer_id = ? and state = 'spooled' and not ${HELD}`;
const OPEN = `from work where report is null or report = 'waiting'`;
const REPORT = `select job_id, attempt, printer_id, outcome, traceparent,
  body ->> 'correlationId' as correlation_id
  from work where report = 'waiting' order by finished_number limit 1`;

interface WorkRow {
  readonly job_id: string;
  readonly attempt: number;
  readonly printer_id: string;
  readonly state: JobTaken["state"];
  readonly held: number;
  readonly body: string;
  readonly outcome: string | null;
  readonly traceparent: string | null;
  readonly correlation_id: string;
}

export class SqliteSpool implements Spool {
  readonly spoolId: string;
  readonly installationId: string;
  readonly #file: DatabaseSync;
  readonly #now: () => number;
  readonly #statements = new Map<string, StatementSync>();

  constructor(folder: string, now: () => number) {
    this.#now = now;
    this.#file = openSpoolFile(folder);
    const meta = this.#one("select * from meta");
    this.spoolId = String(meta?.["spool_id"]);
    this.installationId = String(meta?.["installation_id"]);
  }

  counter(): number {
    return Number(this.#one("select counter from meta")?.["counter"]);
  }

  historyOf(jobId: string): JobHistory {
    const revoked = this.#one("select up_to_attempt from revoked where job_id = ?", jobId);
    const attempts = this.#all(
      `select attempt, state, outcome, ${HELD} as held from work where job_id = ? order by attempt`,
      jobId,
    ).map(({ attempt, state, outcome, held }) => ({
      attempt,
      state,
      ...(held ? { held: true } : {}),
      ...(outcome === null ? {} : { outcome: JSON.parse(outcome) as Outcome }),
    }));
    return { revokedUpTo: Number(revoked?.["up_to_attempt"] ?? 0), attempts };
  }

  commit(jobId: string, events: readonly AttemptEvent[], traceparent?: string): void {
    this.commitAll([{ jobId, events, traceparent }]);
  }

  commitAll(changes: readonly JobChange[]): void {
    try {
      this.#file.exec("begin immediate");
      for (const { jobId, events, traceparent } of changes)
        for (const event of events) this.#record(jobId, event, traceparent ?? null);
      this.#file.exec("commit");
    } catch (error) {
      if (this.#file.isTransaction) this.#file.exec("rollback");
      const full = (error as { errcode?: number }).errcode === SQLITE_FULL;
      throw full ? new SpoolFull("the disk is full", { cause: error }) : error;
    }
  }

  nextFor(printerId: string): AgentJob | undefined {
    return this.#jobs(`${WAITING} order by number limit 1`, printerId)[0];
  }

  waitingPastDeadline(printerId: string, now: number): AgentJob[] {
    return this.#jobs(`${WAITING} and expires_at <= ? order by number`, printerId, now);
  }

  openWork(): OpenAttempt[] {
    const rows = this.#all(`select job_id, attempt, state ${OPEN} order by number`);
    return rows.map(({ job_id: jobId, attempt, state }) => ({ jobId, attempt, state }));
  }

  countOpenWork(): number {
    return Number(this.#one(`select count(*) as open ${OPEN}`)?.["open"]);
  }

  unfinished(): AgentJob[] {
    return this.#jobs("select body from work where state <> 'finished' order by number");
  }

  nextReport(): StoredReport | undefined {
    const [row] = this.#all(REPORT);
    if (!row || row.outcome === null) return undefined;
    return {
      jobId: row.job_id,
      attempt: row.attempt,
      printerId: row.printer_id,
      outcome: JSON.parse(row.outcome) as Outcome,
      correlationId: row.correlation_id,
      traceparent: row.traceparent ?? undefined,
    };
  }

  /** Not synced: if it is lost, the report is only sent once more. The next commit syncs it along. */
  reportAcknowledged(jobId: string, attempt: number): void {
    const set = "update work set report = 'acknowledged' where job_id = ? and attempt = ?";
    this.#file.exec("pragma synchronous = normal");
    this.#run(set, jobId, attempt);
    this.#file.exec("pragma synchronous = full");
  }

  reportDied(jobId: string, attempt: number, code: string): void {
    const set = "update work set report = 'dead', dead_code = ? where job_id = ? and attempt = ?";
    this.#run(set, code, jobId, attempt);
  }

  /** Dead letters stay. What is held and was never asked for again would wait for ever. */
  forgetOlderThan(time: number): number {
    const forgotten = "delete from work where report = 'acknowledged' and finished_at < ?";
    this.#run("delete from revoked where revoked_at < ?", time);
    this.#run(`delete from work where state = 'spooled' and expires_at < ? and ${HELD}`, time);
    return Number(this.#run(forgotten, time).changes);
  }

  close(): void {
    this.#file.close();
  }

  #record(jobId: string, event: AttemptEvent, traceparent: string | null): void {
    switch (event.type) {
      case "JobSpooled": {
        const { attempt, printerId, expiresAt } = event.job;
        const body = JSON.stringify(event.job);
        const deadline = Date.parse(expiresAt);
        const number = this.#count();
        this.#run(INSERT, jobId, attempt, printerId, body, number, event.at, deadline);
        this.#run(RELEASE, jobId, attempt);
        return;
      }
      case "AttemptsRevoked": {
        const waiting = "delete from work where job_id = ? and attempt <= ? and state = 'spooled'";
        this.#count();
        this.#run(REVOKE, jobId, event.upTo, this.#now());
        this.#run(waiting, jobId, event.upTo);
        return;
      }
      case "PrintingBegan":
        this.#count();
        this.#run(BEGIN, event.at, jobId, event.attempt);
        return;
      case "AttemptFinished":
        this.#count();
        return this.#finish(jobId, event.attempt, event.outcome, event.at, traceparent);
      case "PrintingInterrupted":
        // Not counted: it follows from what the disk said, so it is nothing that an older copy would lack.
        return this.#finish(jobId, event.attempt, INTERRUPTED, event.at, traceparent);
      case "WorkHeld":
        this.#run("insert or ignore into held values (?, ?)", jobId, event.attempt);
        return;
      case "WorkReleased":
        this.#run(RELEASE, jobId, event.attempt);
    }
  }

  #count(): number {
    return Number(this.#one("update meta set counter = counter + 1 returning counter")?.["counter"]);
  }

  #finish(
    jobId: string,
    attempt: number,
    outcome: Outcome,
    at: number,
    traceparent: string | null,
  ): void {
    this.#run(FINISH, JSON.stringify(outcome), at, traceparent, jobId, attempt);
  }

  #jobs(sql: string, ...values: SQLInputValue[]): AgentJob[] {
    return this.#all(sql, ...values).map(({ body }) => JSON.parse(body) as AgentJob);
  }

  #all(sql: string, ...values: SQLInputValue[]): WorkRow[] {
    return this.#prepared(sql).all(...values) as unknown as WorkRow[];
  }

  #one(sql: string, ...values: SQLInputValue[]) {
    return this.#prepared(sql).get(...values);
  }

  #run(sql: string, ...values: SQLInputValue[]) {
    return this.#prepared(sql).run(...values);
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql) ?? this.#file.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }
}
