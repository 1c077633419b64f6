/** A job that has ended is printed once more, as another job that says on paper that it is a copy. */
import {
  intentOfCopy,
  refused,
  type Answer,
  type ReprintPrint,
  type Submitted,
} from "@printermaster/contracts";
import { copied, whyNotCopied } from "../domain/repeats.ts";
import { acceptJob, replayOr } from "./accept-job.ts";
import type { JobDeps, SubmitContext } from "./ports.ts";
import { documentOf, obstacleTo, repeatCommand } from "./repeat-job.ts";

export async function reprintPrint(
  deps: JobDeps,
  context: SubmitContext,
  request: ReprintPrint,
): Promise<Answer<Submitted>> {
  const { company, branch } = context;
  const { job } = await deps.jobs.load({ company, branch, jobId: request.jobId });
  const refusal = job ? whyNotCopied(job) : "unknown-job";
  if (!job || refusal) return refused(refusal ?? "unknown-job");
  const repeated = {
    ...copied(job),
    ...(request.printerId ? { printerId: request.printerId } : {}),
    jobId: deps.jobIdOf(company, branch, request.idempotencyKey),
    bodyHash: deps.keyedHash(JSON.stringify(intentOfCopy(request))),
  };
  const { requestedBy, deadlineSeconds } = request;
  const command = repeatCommand(deps, context, repeated, requestedBy, deadlineSeconds);
  const document = await documentOf(deps, job);
  const obstacle = await obstacleTo(deps, command, document);
  return obstacle
    ? replayOr(deps, command, document, obstacle)
    : acceptJob(deps, command, document);
}
