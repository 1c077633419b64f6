/** The spool as a file: WAL, FULL, each commit on the disk when it returns. */
import type { AgentJob, Outcome } from "@printermaster/contracts";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { JobChange, OpenAttempt, Spool, StoredReport } from "../app/ports.ts";
import { SpoolFull } from "../app/ports.ts";
import { isStep, type Reach, type Step } from "../app/steps.ts";
import { INTERRUPTED, type AttemptEvent, type JobHistory } from "../domain/attempts.ts";
import { openSpoolFile } from "./spool-file.ts";
import { SpoolView } from "./spool-view.ts";
import type { WorkRow } from "./spool-sql.ts";
import * as sql from "./spool-sql.ts";

const SQLITE_FULL = 13;

export class SqliteSpool implements Spool {
  readonly spoolId: string;
  readonly installationId: string;
  readonly view: SpoolView;
  readonly #file: DatabaseSync;
  readonly #now: () => number;
  readonly #reach: Reach;
  readonly #statements = new Map<string, StatementSync>();

  constructor(folder: string, now: () => number, reach: Reach = () => {}) {
    this.#now = now;
    this.#reach = reach;
    this.#file = openSpoolFile(folder);
    this.view = new SpoolView(this.#file, folder);
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
      `select attempt, state, outcome, ${sql.HELD} as held from work where job_id = ? order by attempt`,
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
    const reached = (when: string) => {
      for (const { type } of changes.flatMap(({ events }) => events))
        if (isStep(`${when} ${type}`)) this.#reach(`${when} ${type}` as Step);
    };
    try {
      reached("before");
      this.#file.exec("begin immediate");
      for (const { jobId, events, traceparent } of changes)
        for (const event of events) this.#record(jobId, event, traceparent ?? null);
      reached("within");
      this.#file.exec("commit");
      reached("after");
    } catch (error) {
      if (this.#file.isTransaction) this.#file.exec("rollback");
      const full = (error as { errcode?: number }).errcode === SQLITE_FULL;
      throw full ? new SpoolFull("the disk is full", { cause: error }) : error;
    }
  }

  nextFor(printerId: string): AgentJob | undefined {
    return this.#jobs(`${sql.WAITING} order by number limit 1`, printerId)[0];
  }

  waitingAt(printerId: string): AgentJob[] {
    return this.#jobs(`${sql.WAITING} order by number`, printerId);
  }

  givesBack = (printerId: string): boolean => this.#one(sql.GIVEN_BACK, printerId) !== undefined;

  waitingPastDeadline(printerId: string, now: number): AgentJob[] {
    return this.#jobs(`${sql.WAITING} and expires_at <= ? order by number`, printerId, now);
  }

  openWork(): OpenAttempt[] {
    const rows = this.#all(`select job_id, attempt, state ${sql.OPEN} order by number`);
    return rows.map(({ job_id: jobId, attempt, state }) => ({ jobId, attempt, state }));
  }

  countOpenWork(): number {
    return Number(this.#one(`select count(*) as open ${sql.OPEN}`)?.["open"]);
  }

  unfinished(): AgentJob[] {
    return this.#jobs("select body from work where state <> 'finished' order by number");
  }

  nextReport(): StoredReport | undefined {
    const [row] = this.#all(sql.REPORT);
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
    this.#reach("report settled");
  }

  reportDied(jobId: string, attempt: number, code: string): void {
    this.#run(sql.REPORT_DIED, code, jobId, attempt);
  }

  /** Dead letters stay. What is held and was never asked for again would wait for ever. */
  forgetOlderThan(time: number): number {
    const forgotten = "delete from work where report = 'acknowledged' and finished_at < ?";
    this.#run("delete from revoked where revoked_at < ?", time);
    this.#run(`delete from work where state = 'spooled' and expires_at < ? and ${sql.HELD}`, time);
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
        this.#run(sql.INSERT, jobId, attempt, printerId, body, number, event.at, deadline);
        this.#run(sql.RELEASE, jobId, attempt);
        return;
      }
      case "AttemptsRevoked": {
        this.#count();
        this.#run(sql.REVOKE, jobId, event.upTo, this.#now());
        this.#run(sql.FORGET_WAITING, jobId, event.upTo);
        return;
      }
      case "PrintingBegan":
        this.#count();
        this.#run(sql.BEGIN, event.at, jobId, event.attempt);
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
        this.#run(sql.RELEASE, jobId, event.attempt);
    }
  }

  #count(): number {
    return Number(this.#one(sql.COUNT)?.["counter"]);
  }

  #finish(
    jobId: string,
    attempt: number,
    outcome: Outcome,
    at: number,
    traceparent: string | null,
  ): void {
    this.#run(sql.FINISH, JSON.stringify(outcome), at, traceparent, jobId, attempt);
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
