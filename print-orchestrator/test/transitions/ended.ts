/** Of jobs that have ended. */
import * as the from "../print-histories.ts";
import { example, type Example } from "./example.ts";

const unknown = [the.submitted, the.dispatched, the.unconfirmed];
const letter = [the.submitted, the.dispatched, the.failed];
const COMPLETED = { type: "PrintCompleted", data: { attempt: 1, proof: "fenced" } } as const;
const lost = { status: "aborted", reason: "print-result-unknown", deadLetter: undefined };
const gone = { status: "aborted", reason: "job-expired" };
const dead = { status: "aborted", reason: "aborted-by-system", deadLetter: "waiting" };

export const ended: readonly Example[] = [
  example("is settled by a late truth", unknown, the.report(), COMPLETED, {
    status: "completed",
    detail: undefined,
  }),
  example(
    "is settled by a late failure, and can be retried",
    unknown,
    the.report(the.failing("printer-error")),
    { type: "PrintFailed" },
    dead,
  ),
  example("is not told twice to be unknown", unknown, the.report(the.unknown), undefined, lost),
  example(
    "that has completed is not changed by the same report again",
    [the.submitted, the.dispatched, the.completed],
    the.report(),
    undefined,
    { status: "completed" },
  ),
  example("that has failed stays so", letter, the.report(), undefined, dead),
  example("that has failed is retried as another job", letter, the.retry, {
    type: "PrintRetried",
    data: { as: "job2", retriedBy: the.olive },
  }),
  example(
    "that has expired is retried as another job",
    [the.submitted, the.expired],
    the.retry,
    { type: "PrintRetried" },
    { ...gone, deadLetter: "retried", retriedAs: "job2" },
  ),
  example("is retried once", [...letter, the.retried], the.retry, undefined),
  example(
    "is discarded",
    letter,
    the.discard,
    { type: "PrintDiscarded", data: { discardedBy: the.olive } },
    { ...dead, deadLetter: "discarded" },
  ),
  example("is discarded once", [...letter, the.discarded], the.discard, undefined),
];
