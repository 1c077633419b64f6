/** Of a result that nobody knows, where the branch wants it printed once more: marked, and only once. */
import { defaultDeadlineSeconds, type Actor, type JobState } from "@printermaster/contracts";
import type { SubmitPrint } from "../../jobs/domain/print-job.ts";
import { storeJob } from "../../jobs/app/store-job.ts";
import type { SagaDeps } from "./ports.ts";

export const POLICY: Actor = { kind: "service", id: "policy", name: "PrinterMaster" };

export async function printCopy(deps: SagaDeps, job: JobState): Promise<void> {
  const { company, branch, correlationId, traceId, title, documentKind, bodyHash } = job;
  const { jobId: copyOf, class: jobClass } = job;
  const stored = await deps.documents.get(job, bodyHash);
  if (stored) {
    const now = deps.now();
    // To the printer that it was meant for; if that is away, it moves to the backup as any other job.
    const { printerId } = job.standsInFor ?? job;
    const deadlineMs = defaultDeadlineSeconds[jobClass] * 1000;
    const command: SubmitPrint = {
      type: "SubmitPrint",
      at: now.toISOString(),
      jobId: deps.idOf(`copy of\n${company}\n${branch}\n${copyOf}`),
      company,
      branch,
      correlationId,
      traceId,
      printerId,
      title,
      documentKind,
      bodyHash,
      class: jobClass,
      submittedBy: POLICY,
      expiresAt: new Date(now.getTime() + deadlineMs).toISOString(),
      copyOf,
      possibleDuplicate: true,
    };
    await storeJob(deps, command, stored.document);
  } else deps.log.warn({ event: "no-copy", jobId: copyOf }, "the document of a job is gone");
  deps.work.debts.forgive(job);
}
