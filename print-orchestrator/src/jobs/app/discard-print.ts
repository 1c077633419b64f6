/** Nobody wants a dead letter any more: it is told so, and what it said is erased. */
import {
  accepted,
  Job,
  refused,
  type Answer,
  type DiscardPrint,
  type Discarded,
} from "@printermaster/contracts";
import { handleCommand } from "./handle-command.ts";
import type { JobDeps } from "./ports.ts";

/** Asked again it erases again: the first one may have died in between. */
export async function discardPrint(
  { jobs, documents, letters, now }: Pick<JobDeps, "jobs" | "documents" | "letters" | "now">,
  company: string,
  branch: string,
  { jobId, discardedBy }: DiscardPrint,
): Promise<Answer<Discarded>> {
  const at = now().toISOString();
  const command = { type: "DiscardPrint", at, discardedBy } as const;
  const told = await handleCommand(jobs, { company, branch, jobId }, command);
  if (!told.ok) return told;
  const state = told.value.job;
  if (!state) return refused("unknown-job");
  const { bodyHash } = state;
  const job = Job.parse(state);
  await Promise.all([
    documents.erase(job, bodyHash),
    letters.erase({ at, job, bodyHash, document: undefined }),
  ]);
  return accepted({ job });
}
