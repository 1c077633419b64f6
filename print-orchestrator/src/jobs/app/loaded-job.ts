/** What can be said of a job of which not every event can be read. */
import { hasEnded, type JobState } from "@printermaster/contracts";
import type { Reading } from "../../read-model/domain/reading.ts";
import type { JobAddress, LoadedJob } from "./ports.ts";

export interface JobReading {
  readonly sequence: number;
  readonly at: string;
  readonly reading: Reading;
}

/** All its events, oldest first. One that had ended is as it was: whatever came after that changed no paper. */
export function loadedJob(address: JobAddress, history: readonly JobReading[]): LoadedJob {
  const last = history.at(-1);
  if (!last) return { job: undefined, sequence: 0 };
  const { sequence } = last;
  const known = history.findLast(({ reading }) => isOfOurs(reading))?.reading;
  if (known?.kind === "unknown") return { job: undefined, sequence, unreadable: "newer" };
  const job = known?.kind === "job" ? known.state : unknownJob(address, last.at);
  if (known === last.reading || hasEnded(job.status)) return { job, sequence };
  return { job, sequence, unreadable: "poisoned" };
}

const isOfOurs = ({ kind }: Reading): boolean => kind === "job" || kind === "unknown";

/** Not one event can be read, so anything may have happened: also that it was given to an agent. */
const unknownJob = ({ company, branch, jobId }: JobAddress, at: string): JobState => ({
  jobId,
  company,
  branch,
  printerId: "unknown",
  class: "receipt",
  title: "",
  documentKind: "unknown",
  status: "processing",
  reason: "none",
  attempt: 0,
  correlationId: "unknown",
  bodyHash: "",
  submittedBy: { kind: "service", id: "unknown", name: "unknown" },
  submittedAt: at,
  expiresAt: at,
  updatedAt: at,
});
