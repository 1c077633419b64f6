/** Accepting a print: the document and `PrintSubmitted` are durable before anybody hears "accepted". */
import {
  accepted,
  defaultDeadlineSeconds,
  intentOf,
  Job,
  refused,
  type Answer,
  type JobState,
  type SubmitPrint,
  type Submitted,
} from "@printermaster/contracts";
import { printJob, type SubmitPrint as SubmitCommand } from "../domain/print-job.ts";
import type { JobDeps } from "./ports.ts";

export interface SubmitContext {
  readonly company: string;
  readonly branch: string;
  readonly correlationId: string;
  readonly traceId: string | undefined;
}

export async function submitPrint(
  deps: JobDeps,
  context: SubmitContext,
  submit: SubmitPrint,
): Promise<Answer<Submitted>> {
  if (!(await deps.printers.exists(context.company, context.branch, submit.printerId)))
    return refused("unknown-printer");
  const command = commandOf(deps, context, submit);
  const decision = printJob.decide(printJob.initial, command);
  const [event] = "events" in decision ? decision.events : [];
  const job = event && printJob.evolve(printJob.initial, event);
  if (!event || !job) return refused("internal");
  // Both in parallel: a document without its event is only litter, and a repeat puts a missing one back.
  const [sequence, stored] = await Promise.all([
    deps.jobs.append(event, job, 0),
    deps.documents.put(command, command.bodyHash, submit.document),
  ]);
  if (sequence === undefined) return replay(deps, command, submit);
  if (!stored) await deps.documents.restore(command, command.bodyHash, submit.document);
  return accepted(submitted(job, false));
}

/** The key was used before: the first result again, or a refusal if it was for something else. */
async function replay(
  deps: JobDeps,
  command: SubmitCommand,
  submit: SubmitPrint,
): Promise<Answer<Submitted>> {
  const { job } = await deps.jobs.load(command);
  if (!job) return refused("storage-unavailable");
  if (job.bodyHash !== command.bodyHash) return refused("key-reused", { jobId: job.jobId });
  await deps.documents.restore(command, command.bodyHash, submit.document);
  return accepted(submitted(job, true));
}

const submitted = (job: JobState, replayed: boolean): Submitted => ({
  job: Job.parse(job),
  replayed,
});

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
