/** Test prints of one printer: whoever finds an entry submits what it names, so a dead submitter's test is printed too. */
import { refused, type Answer, type SubmitPrint, type Submitted } from "@printermaster/contracts";
import { activeTraceparent, inSpan } from "@printermaster/runtime";
import { judgeTestClick, type TestVerdict } from "../domain/test-clicks.ts";
import type { JobDeps, SubmitContext, SubmittedClick } from "./ports.ts";

const TRIES = 16;

type Accept = (context: SubmitContext, submit: SubmitPrint) => Promise<Answer<Submitted>>;

/** Only people click twice: a service or a POS that submits tests means each of its keys. */
export const isTestClick = ({ class: jobClass, submittedBy }: SubmitPrint) =>
  jobClass === "test" && submittedBy.kind === "user";

/** For a printer that is known to exist: an entry for what is refused would keep others out. */
export async function limitTestClicks(
  deps: Pick<JobDeps, "jobs" | "jobIdOf" | "tests" | "now">,
  context: SubmitContext,
  submit: SubmitPrint,
  accept: Accept,
): Promise<Answer<Submitted>> {
  const { company, branch } = context;
  const jobId = deps.jobIdOf(company, branch, submit.idempotencyKey);
  // A key that has its job is the same click sent again, however late.
  const { job } = await deps.jobs.load({ company, branch, jobId });
  if (job) return accept(context, submit);
  const verdict = await judge(deps, clickOf(deps.now(), context, submit));
  switch (verdict?.kind) {
    case "first":
      return accept(context, submit);
    case "repeats":
      return acceptAgain(verdict.first, accept);
    case "too-soon":
      return refused("too-many-requests", { retryAfterSeconds: verdict.retryAfterSeconds });
    case undefined:
      return refused("storage-unavailable");
  }
}

const clickOf = (now: Date, context: SubmitContext, submit: SubmitPrint): SubmittedClick => ({
  user: submit.submittedBy.id,
  atMs: now.getTime(),
  context,
  traceparent: activeTraceparent(),
  submit,
});

/** A first click is recorded before anybody hears of it; `undefined`: others were first again and again. */
async function judge(
  { tests }: Pick<JobDeps, "tests">,
  click: SubmittedClick,
): Promise<TestVerdict<SubmittedClick> | undefined> {
  const { company, branch } = click.context;
  const printer = { company, branch, printerId: click.submit.printerId };
  for (let tries = 0; tries < TRIES; tries++) {
    const { clicks, revision } = await tests.of(printer);
    const verdict = judgeTestClick(clicks, click);
    if (verdict.kind !== "first") return verdict;
    if (await tests.replace(printer, verdict.recent, revision)) return verdict;
  }
  return undefined;
}

/** In the first click's trace: the job and its paper name that one. */
const acceptAgain = ({ context, traceparent, submit }: SubmittedClick, accept: Accept) =>
  inSpan("repeat test click", { parent: traceparent }, () => accept(context, submit));
