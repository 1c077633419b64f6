/** The spool as a file: WAL, FULL, each commit on the disk when it returns. */
import type { AgentJob, Outcome } from "@printermaster/contracts";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import {
  SpoolBroken,
  type JobChange,
  type OpenAttempt,
  type Spool,
  type StoredReport,
} from "../app/ports.ts";
import { isStep, type Reach, type Step } from "../app/steps.ts";
import type { AttemptEvent, JobHistory } from "../domain/attempts.ts";
import { spoolFault } from "./spool-fault.ts";
import { openSpoolFile } from "./spool-file.ts";
import { record } from "./spool-record.ts";
import * as sql from "./spool-sql.ts";
import { SpoolStatements } from "./spool-statements.ts";

export interface SpoolOptions {
  readonly reach?: Reach;
  /** Called once it cannot be trusted any more: whoever has it should end, and start again. */
  readonly onBroken?: (fault: SpoolBroken) => void;
  readonly mostBytes?: number;
}

/** What shares one commit. */
interface Group {
  /** Told once it is on the disk. */
  readonly after: Step[];
  /** A full disk ends the whole transaction at once: nothing more may begin in its place. */
  lostTo: unknown;
}

const MOST_BYTES = 512 * 1024 * 1024;

export class SqliteSpool implements Spool {
  /** Where the file that could not be read lies now, if there was one. */
  readonly setAside: string | undefined;
  readonly spoolId: string;
  readonly installationId: string;
  readonly #file: DatabaseSync;
  readonly #now: () => number;
  readonly #reach: Reach;
  readonly #onBroken: (fault: SpoolBroken) => void;
  readonly #statements: SpoolStatements;
  #group: Group | undefined;

  constructor(folder: string, now: () => number, options: SpoolOptions = {}) {
    this.#now = now;
    this.#reach = options.reach ?? (() => {});
    this.#onBroken = options.onBroken ?? (() => {});
    const { file, setAside } = openSpoolFile(folder, options.mostBytes ?? MOST_BYTES);
    this.#file = file;
    this.setAside = setAside;
    this.#statements = new SpoolStatements(this.#file);
    const meta = this.#statements.one("select * from meta");
    this.spoolId = String(meta?.["spool_id"]);
    this.installationId = String(meta?.["installation_id"]);
  }

  counter(): number {
    return Number(this.#statements.one("select counter from meta")?.["counter"]);
  }

  historyOf(jobId: string): JobHistory {
    const revoked = this.#statements.one(
      "select up_to_attempt from revoked where job_id = ?",
      jobId,
    );
    const attempts = this.#statements
      .all(
        `select attempt, state, outcome, ${sql.HELD} as held from work where job_id = ? order by attempt`,
        jobId,
      )
      .map(({ attempt, state, outcome, held }) => ({
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
    this.inOneGo(() => this.#recordAll(changes));
  }

  inOneGo<T>(work: () => T): T {
    if (this.#group) return work();
    const group: Group = { after: [], lostTo: undefined };
    this.#group = group;
    try {
      this.#file.exec("begin immediate");
      const result = work();
      if (group.lostTo !== undefined) throw group.lostTo;
      this.#file.exec("commit");
      group.after.forEach(this.#reach);
      return result;
    } catch (error) {
      if (this.#file.isTransaction) this.#file.exec("rollback");
      const fault = spoolFault(error);
      if (fault instanceof SpoolBroken) this.#onBroken(fault);
      throw fault;
    } finally {
      this.#group = undefined;
    }
  }

  /** All of it or nothing, also within a longer transaction. */
  #recordAll(changes: readonly JobChange[]): void {
    const group = this.#group;
    if (!group) throw new Error("nothing is recorded outside of a transaction");
    if (group.lostTo !== undefined) throw group.lostTo;
    const types = changes.flatMap(({ events }) => events.map(({ type }) => type));
    const steps = (when: string) => types.map((type) => `${when} ${type}`).filter(isStep);
    steps("before").forEach(this.#reach);
    this.#file.exec("savepoint change");
    try {
      for (const { jobId, events, traceparent } of changes)
        for (const event of events)
          record(this.#statements, jobId, event, traceparent ?? null, this.#now);
      this.#file.exec("release change");
    } catch (error) {
      if (this.#file.isTransaction) this.#file.exec("rollback to change; release change");
      else group.lostTo = error;
      throw error;
    }
    steps("within").forEach(this.#reach);
    group.after.push(...steps("after"));
  }

  nextFor(printerId: string): AgentJob | undefined {
    return this.#jobs(`${sql.WAITING} order by number limit 1`, printerId)[0];
  }

  waitingAt(printerId: string): AgentJob[] {
    return this.#jobs(`${sql.WAITING} order by number`, printerId);
  }

  givesBack(printerId: string): boolean {
    return this.#statements.one(sql.GIVEN_BACK, printerId) !== undefined;
  }

  waitingPastDeadline(printerId: string, now: number): AgentJob[] {
    return this.#jobs(`${sql.WAITING} and expires_at <= ? order by number`, printerId, now);
  }

  openWork(): OpenAttempt[] {
    const rows = this.#statements.all(`select job_id, attempt, state ${sql.OPEN} order by number`);
    return rows.map(({ job_id: jobId, attempt, state }) => ({ jobId, attempt, state }));
  }

  countOpenWork(): number {
    return Number(this.#statements.one(`select count(*) as open ${sql.OPEN}`)?.["open"]);
  }

  unfinished(): AgentJob[] {
    return this.#jobs("select body from work where state <> 'finished' order by number");
  }

  nextReport(): StoredReport | undefined {
    const [row] = this.#statements.all(sql.REPORT);
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
    this.#file.exec("pragma synchronous = normal");
    try {
      this.inOneGo(() => this.#statements.run(sql.REPORT_ACKNOWLEDGED, jobId, attempt));
    } finally {
      this.#file.exec("pragma synchronous = full");
    }
    this.#reach("report settled");
  }

  reportDied(jobId: string, attempt: number, code: string): void {
    this.inOneGo(() => this.#statements.run(sql.REPORT_DIED, code, jobId, attempt));
  }

  /** Dead letters stay. What is held and was never asked for again would wait for ever. */
  forgetOlderThan(time: number): number {
    return this.inOneGo(() => {
      this.#statements.run("delete from revoked where revoked_at < ?", time);
      this.#statements.run(sql.FORGET_HELD, time);
      return Number(this.#statements.run(sql.FORGET_FINISHED, time).changes);
    });
  }

  close(): void {
    this.#file.close();
  }

  #jobs(sql: string, ...values: SQLInputValue[]): AgentJob[] {
    return this.#statements.all(sql, ...values).map(({ body }) => JSON.parse(body) as AgentJob);
  }
}
