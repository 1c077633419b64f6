/** Commands for a job that somebody names: one that the log has forgotten is gone, not unknown. */
import {
  CancelPrint,
  DiscardPrint,
  ReprintPrint,
  RetryPrint,
  type Answer,
} from "@printermaster/contracts";
import type { WireRequest } from "@printermaster/runtime";
import { cancelPrint, type CancelDeps } from "./jobs/app/cancel-print.ts";
import { discardPrint } from "./jobs/app/discard-print.ts";
import { goneIfForgotten } from "./jobs/app/gone-if-forgotten.ts";
import type { JobDeps, SubmitContext } from "./jobs/app/ports.ts";
import { reprintPrint } from "./jobs/app/reprint-print.ts";
import { retryPrint } from "./jobs/app/retry-print.ts";
import { take } from "./take-body.ts";

interface Deps {
  readonly jobs: JobDeps;
  readonly cancel: CancelDeps;
}

export function answerAboutJob(
  { jobs, cancel }: Deps,
  context: SubmitContext,
  verb: "cancel" | "retry" | "reprint" | "discard",
  request: WireRequest,
): Promise<Answer<unknown>> {
  const { company, branch } = context;
  const known = async <T>(jobId: string, answer: Promise<Answer<T>>) =>
    goneIfForgotten(jobs.history, { company, branch, jobId }, await answer);
  switch (verb) {
    case "cancel":
      return take(CancelPrint, request, (body) =>
        known(body.jobId, cancelPrint(cancel, company, branch, body)),
      );
    case "retry":
      return take(RetryPrint, request, (body) =>
        known(body.jobId, retryPrint(jobs, context, body)),
      );
    case "reprint":
      return take(ReprintPrint, request, (body) =>
        known(body.jobId, reprintPrint(jobs, context, body)),
      );
    case "discard":
      return take(DiscardPrint, request, (body) =>
        known(body.jobId, discardPrint(jobs, company, branch, body)),
      );
  }
}
