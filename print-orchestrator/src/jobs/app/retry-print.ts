/** A dead letter goes out again as another job, once, however often and by whomever it is asked for. */
import { refused, type Answer, type RetryPrint, type Submitted } from "@printermaster/contracts";
import { printJob } from "../domain/print-job.ts";
import { retried } from "../domain/repeats.ts";
import { acceptJob, replayOr } from "./accept-job.ts";
import { handleCommand } from "./handle-command.ts";
import type { JobDeps, SubmitContext } from "./ports.ts";
import { documentOf, obstacleTo, repeatCommand } from "./repeat-job.ts";

export async function retryPrint(
  deps: JobDeps,
  context: SubmitContext,
  { jobId, retriedBy, deadlineSeconds }: RetryPrint,
): Promise<Answer<Submitted>> {
  const { company, branch } = context;
  const address = { company, branch, jobId };
  const loaded = await deps.jobs.load(address);
  // No key: whoever retries this job means the same one.
  const as = deps.idOf(`retry of\n${company}\n${branch}\n${jobId}`);
  const retry = { type: "RetryPrint", at: deps.now().toISOString(), as, retriedBy } as const;
  const decision = printJob.decide(loaded.job, retry);
  if (!loaded.job || "refused" in decision)
    return refused("refused" in decision ? decision.refused : "unknown-job");
  const repeated = { jobId: as, ...retried(loaded.job) };
  const command = repeatCommand(deps, context, repeated, retriedBy, deadlineSeconds);
  const document = await documentOf(deps, loaded.job);
  const obstacle = await obstacleTo(deps, command, document);
  if (obstacle) return replayOr(deps, command, document, obstacle);
  // The old job first: should we die in between, whoever asks again finds it retried and stores the new one.
  const told = await handleCommand(deps.jobs, address, retry, loaded);
  return told.ok ? acceptJob(deps, command, document) : told;
}
