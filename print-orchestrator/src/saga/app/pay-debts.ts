/** Writes what is owed because of jobs that have ended, and puts back documents that were lost with their writer. */
import type { JobState } from "@printermaster/contracts";
import { keptDocument } from "../../jobs/app/kept-document.ts";
import type { SagaDeps } from "./ports.ts";
import { POLICY, printCopy } from "./print-copy.ts";
import { slipAgain, writeSlip } from "./write-slip.ts";

export async function payDebts(deps: SagaDeps): Promise<void> {
  const { debts, policies } = deps.work;
  for (const job of debts.copies(policies, deps.now().getTime())) await printCopy(deps, job);
  for (const [slipId, dropped] of debts.slips()) await writeSlip(deps, slipId, dropped);
}

/** Nobody else repeats these submits: their writer may have died between event and document. */
export async function putBackOwn(deps: SagaDeps): Promise<void> {
  for (const { aside, state } of deps.work.open()) {
    const document = aside && (await ownDocument(deps, state));
    if (document) await deps.documents.restore(state, state.bodyHash, document);
  }
}

async function ownDocument(deps: SagaDeps, job: JobState): Promise<unknown> {
  if (job.lists) return slipAgain(deps, job);
  if (!job.copyOf || job.submittedBy.id !== POLICY.id) return undefined;
  const stored = await keptDocument(deps.documents, { ...job, jobId: job.copyOf }, job.bodyHash);
  return stored?.document;
}
