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
import type { SubmitPrint as SubmitCommand } from "../domain/print-job.ts";
import { isTestClick, limitTestClicks } from "./limit-test-clicks.ts";
import type { JobDeps, SubmitContext } from "./ports.ts";
import { storeJob } from "./store-job.ts";

/** Room comes back when old events age out or an operator makes some: neither is a matter of seconds. */
const LOG_FULL = { retryAfterSeconds: 30 };

export async function submitPrint(
  deps: JobDeps,
  context: SubmitContext,
  submit: SubmitPrint,
): Promise<Answer<Submitted>> {
  if (!(await deps.printers.exists(context.company, context.branch, submit.printerId)))
    return refused("unknown-printer");
  if (!(await deps.room.forNewJobs()))
    return onlyReplay(deps, commandOf(deps, context, submit), submit);
  if (isTestClick(submit))
    return limitTestClicks(deps, context, submit, (...first) => accept(deps, ...first));
  return accept(deps, context, submit);
}

async function accept(
  deps: JobDeps,
  context: SubmitContext,
  submit: SubmitPrint,
): Promise<Answer<Submitted>> {
  const command = commandOf(deps, context, submit);
  try {
    const job = await storeJob(deps, command, submit.document);
    return job ? accepted(submitted(job, false)) : await replay(deps, command, submit);
  } catch (error) {
    if (!deps.room.ranOut(error)) throw error;
    return onlyReplay(deps, command, submit);
  }
}

/** The key was used before: the first result again, or a refusal if it was for something else. */
async function replay(
  deps: JobDeps,
  command: SubmitCommand,
  submit: SubmitPrint,
): Promise<Answer<Submitted>> {
  const { job, unreadable } = await deps.jobs.load(command);
  if (unreadable) return refused("unreadable-job");
  return job ? replayOf(deps, job, command, submit) : refused("storage-unavailable");
}

/** A full log takes no new job, but what it holds it still answers. */
async function onlyReplay(
  deps: JobDeps,
  command: SubmitCommand,
  submit: SubmitPrint,
): Promise<Answer<Submitted>> {
  const { job, unreadable } = await deps.jobs.load(command);
  if (unreadable) return refused("unreadable-job");
  return job ? replayOf(deps, job, command, submit) : refused("log-full", LOG_FULL);
}

async function replayOf(
  deps: JobDeps,
  job: JobState,
  command: SubmitCommand,
  submit: SubmitPrint,
): Promise<Answer<Submitted>> {
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
