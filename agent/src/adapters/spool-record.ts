/** What an event changes on the disk, and whether it counts. */
import type { AgentJob, Outcome } from "@printermaster/contracts";
import { INTERRUPTED, type AttemptEvent } from "../domain/attempts.ts";
import * as sql from "./spool-sql.ts";
import type { SpoolStatements } from "./spool-statements.ts";

export function record(
  file: SpoolStatements,
  jobId: string,
  event: AttemptEvent,
  traceparent: string | null,
  now: () => number,
): void {
  switch (event.type) {
    case "JobSpooled":
      insert(file, event.job, event.at);
      return;
    case "AttemptsRevoked":
      count(file);
      file.run(sql.REVOKE, jobId, event.upTo, now());
      file.run(sql.FORGET_WAITING, jobId, event.upTo);
      return;
    case "PrintingBegan":
      count(file);
      file.run(sql.BEGIN, event.at, jobId, event.attempt);
      return;
    case "AttemptFinished":
      count(file);
      finish(file, jobId, event, event.outcome, traceparent);
      return;
    case "PrintingInterrupted":
      // Not counted: it follows from what the disk said, so it is nothing that an older copy would lack.
      finish(file, jobId, event, INTERRUPTED, traceparent);
      return;
    case "WorkHeld":
      file.run("insert or ignore into held values (?, ?)", jobId, event.attempt);
      return;
    case "WorkReleased":
      file.run(sql.RELEASE, jobId, event.attempt);
  }
}

function insert(file: SpoolStatements, job: AgentJob, at: number): void {
  const { jobId, attempt, printerId, expiresAt } = job;
  const [body, deadline] = [JSON.stringify(job), Date.parse(expiresAt)];
  file.run(sql.INSERT, jobId, attempt, printerId, body, count(file), at, deadline);
  file.run(sql.RELEASE, jobId, attempt);
}

function finish(
  file: SpoolStatements,
  jobId: string,
  { attempt, at }: { readonly attempt: number; readonly at: number },
  outcome: Outcome,
  traceparent: string | null,
): void {
  file.run(sql.FINISH, JSON.stringify(outcome), at, traceparent, jobId, attempt);
}

const count = (file: SpoolStatements): number => Number(file.one(sql.COUNT)?.["counter"]);
