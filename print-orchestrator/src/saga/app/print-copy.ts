/** Of a result that nobody knows, where the branch wants it printed once more: marked, and only once. */
import type { Actor, JobState } from "@printermaster/contracts";
import { keptDocument } from "../../jobs/app/kept-document.ts";
import { repeatCommand } from "../../jobs/app/repeat-job.ts";
import { storeJob } from "../../jobs/app/store-job.ts";
import { copied } from "../../jobs/domain/repeats.ts";
import type { SagaDeps } from "./ports.ts";

export const POLICY: Actor = { kind: "service", id: "policy", name: "PrinterMaster" };

/** To the printer that it was meant for; if that is away, it moves to the backup as any other job. */
export async function printCopy(deps: SagaDeps, job: JobState): Promise<void> {
  const { company, branch, correlationId, traceId, bodyHash } = job;
  const stored = await keptDocument(deps.documents, job, bodyHash);
  if (stored) {
    const jobId = deps.idOf(`copy of\n${company}\n${branch}\n${job.jobId}`);
    const context = { company, branch, correlationId, traceId };
    const command = repeatCommand(deps, context, { ...copied(job), jobId, bodyHash }, POLICY);
    await storeJob(deps, command, stored.document);
  } else deps.log.warn({ event: "no-copy", jobId: job.jobId }, "the document of a job is gone");
  deps.work.debts.forgive(job);
}
