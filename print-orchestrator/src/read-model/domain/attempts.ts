/** The attempts of jobs, as the events of a job tell them. */
import type { JobEventType, Proof } from "@printermaster/contracts";
import type { Reading } from "./reading.ts";

export type AttemptOutcome = "completed" | "failed" | "unconfirmed" | "canceled" | "expired";

/** What is not told is left as it was. */
export interface AttemptChange {
  readonly jobId: string;
  readonly attempt: number;
  readonly company: string;
  readonly branch: string;
  readonly agentId?: string;
  readonly session?: string;
  readonly dispatchedAt?: string;
  readonly outcome?: AttemptOutcome;
  readonly proof?: Proof;
  readonly endedAt?: string;
}

type JobReading = Extract<Reading, { kind: "job" }>;

const reported: Partial<Record<JobEventType, AttemptOutcome>> = {
  PrintCompleted: "completed",
  PrintFailed: "failed",
  PrintAttemptFailed: "failed",
  PrintUnconfirmed: "unconfirmed",
};
/** These end the job, and with it an attempt that nobody has reported on. */
const closing: Partial<Record<JobEventType, AttemptOutcome>> = {
  PrintCanceled: "canceled",
  PrintExpired: "expired",
};

/** One change for each attempt, later events over earlier ones. */
export function attemptChanges(readings: readonly JobReading[]): readonly AttemptChange[] {
  const changes = new Map<string, AttemptChange>();
  for (const reading of readings) {
    const change = changeOf(reading);
    if (!change) continue;
    const key = `${change.jobId}.${change.attempt}`;
    changes.set(key, { ...changes.get(key), ...change });
  }
  return [...changes.values()];
}

function changeOf({ type, at, state }: JobReading): AttemptChange | undefined {
  const { jobId, attempt, company, branch, agentId, session, proof } = state;
  if (attempt === 0) return undefined;
  const of = {
    jobId,
    attempt,
    company,
    branch,
    ...(agentId ? { agentId } : {}),
    ...(session ? { session } : {}),
  };
  if (type === "PrintDispatched") return { ...of, dispatchedAt: at };
  const outcome = outcomeOf(type as JobEventType, state.attemptOver);
  if (!outcome) return undefined;
  return { ...of, outcome, endedAt: at, ...(proof ? { proof } : {}) };
}

const outcomeOf = (type: JobEventType, over: boolean | undefined): AttemptOutcome | undefined =>
  reported[type] ?? (over ? undefined : closing[type]);
