/** Accepting a print: the document and `PrintSubmitted` are durable before anybody hears "accepted". */
import {
  defaultDeadlineSeconds,
  intentOf,
  refused,
  type Answer,
  type SubmitPrint,
  type Submitted,
} from "@printermaster/contracts";
import type { SubmitPrint as SubmitCommand } from "../domain/print-job.ts";
import { acceptJob, logFull, replayOr } from "./accept-job.ts";
import { isTestClick, limitTestClicks } from "./limit-test-clicks.ts";
import type { JobDeps, SubmitContext } from "./ports.ts";

export async function submitPrint(
  deps: JobDeps,
  context: SubmitContext,
  submit: SubmitPrint,
): Promise<Answer<Submitted>> {
  if (!(await deps.printers.exists(context.company, context.branch, submit.printerId)))
    return refused("unknown-printer");
  if (!(await deps.room.forNewJobs()))
    return replayOr(deps, commandOf(deps, context, submit), submit.document, logFull());
  if (isTestClick(submit))
    return limitTestClicks(deps, context, submit, (...first) => accept(deps, ...first));
  return accept(deps, context, submit);
}

const accept = (deps: JobDeps, context: SubmitContext, submit: SubmitPrint) =>
  acceptJob(deps, commandOf(deps, context, submit), submit.document);

function commandOf(deps: JobDeps, context: SubmitContext, submit: SubmitPrint): SubmitCommand {
  const { company, branch } = context;
  const now = deps.now();
  const seconds = submit.deadlineSeconds ?? defaultDeadlineSeconds[submit.class];
  return {
    type: "SubmitPrint",
    at: now.toISOString(),
    jobId: deps.jobIdOf(company, branch, submit.idempotencyKey),
    ...context,
    printerId: submit.printerId,
    class: submit.class,
    title: submit.title,
    documentKind: submit.document.kind,
    bodyHash: deps.keyedHash(JSON.stringify(intentOf(submit))),
    submittedBy: submit.submittedBy,
    expiresAt: new Date(now.getTime() + seconds * 1000).toISOString(),
  };
}
