/** Of jobs that an agent has, or may have. */
import * as the from "../print-histories.ts";
import { example, type Example } from "./example.ts";

const moving = [the.submitted, the.dispatched];
const stopped = [the.submitted, the.dispatched, the.held];
const HELD = { type: "PrintHeld", data: { reason: "service-off-line" } } as const;
const COMPLETED = { type: "PrintCompleted", data: { attempt: 1, proof: "fenced" } } as const;
const UNKNOWN = { type: "PrintUnconfirmed", data: { attempt: 1 } } as const;
const CANCELED = { type: "PrintCanceled", data: { canceledBy: the.olive } } as const;
const UNREADABLE = { type: "PrintUnreadable", data: { cause: "not JSON" } } as const;
const REQUESTED = { type: "PrintCancelRequested", data: { canceledBy: the.olive } } as const;
const out = { status: "processing", reason: "job-outgoing", attemptOver: false };
const rests = { status: "pending-held", reason: "printer-stopped", attemptOver: true };
const lost = { status: "aborted", reason: "print-result-unknown", deadLetter: undefined };
const gone = { status: "aborted", reason: "job-expired" };
const dead = { status: "aborted", reason: "aborted-by-system", deadLetter: "waiting" };

export const dispatched: readonly Example[] = [
  example("in an agent's hands may wait", moving, the.hold, HELD, {
    status: "processing-stopped",
    reason: "service-off-line",
  }),
  example("in an agent's hands says only once that it waits", stopped, the.hold, undefined),
  example("completes", moving, the.report(), COMPLETED, {
    status: "completed",
    reason: "job-completed-successfully",
    proof: "fenced",
    paperHash: the.paper.paperHash,
  }),
  example("completes although it was said to wait", stopped, the.report(), COMPLETED),
  example(
    "forgets what went wrong with an attempt before the one that completes it",
    [...moving, the.over(1, "printer-error"), the.sent(2)],
    the.report({ attempt: 2 }),
    { type: "PrintCompleted", data: { attempt: 2 } },
    { status: "completed", detail: undefined },
  ),
  example(
    "is not changed by a report of an earlier attempt",
    [...moving, the.over(1, "printer-error"), the.sent(2)],
    the.report(),
    undefined,
    { ...out, attempt: 2 },
  ),
  example("that cannot be printed fails for good", moving, the.report(the.failing("unprintable")), {
    type: "PrintFailed",
    data: { code: "unprintable" },
  }),
  example(
    "that the agent finds too old has expired",
    moving,
    the.report(the.failing("expired")),
    { type: "PrintFailed", data: { code: "expired" } },
    { ...gone, deadLetter: "waiting" },
  ),
  example(
    "as a drawer kick that the agent finds too old leaves no dead letter",
    [the.submittedAs("drawer"), the.dispatched],
    the.report(the.failing("expired")),
    { type: "PrintFailed" },
    { ...gone, deadLetter: undefined },
  ),
  example(
    "whose printer fails rests before it is tried again",
    moving,
    the.report(the.failing("printer-error")),
    { type: "PrintAttemptFailed", data: { attempt: 1, code: "printer-error" } },
    { ...rests, failures: 1, detail: "no" },
  ),
  example(
    "that is given back untouched has failed nowhere",
    moving,
    the.report(the.failing("returned")),
    { type: "PrintAttemptFailed", data: { code: "returned" } },
    { ...rests, failures: 0 },
  ),
  example(
    "fails for good with its third error of the device",
    [
      ...moving,
      the.over(1, "printer-error"),
      the.sent(2),
      the.over(2, "printer-error"),
      the.sent(3),
    ],
    the.report({ attempt: 3, ...the.failing("printer-error") }),
    { type: "PrintFailed", data: { attempt: 3 } },
    dead,
  ),
  example(
    "is never worn out by a printer that cannot be reached: its deadline ends that",
    [
      ...moving,
      ...[1, 2, 3, 4, 5, 6].flatMap((attempt) => [
        the.over(attempt, "printer-unreachable"),
        the.sent(attempt + 1),
      ]),
    ],
    the.report({ attempt: 7, ...the.failing("printer-unreachable") }),
    { type: "PrintAttemptFailed", data: { attempt: 7 } },
    { ...rests, failures: 0 },
  ),
  example("whose agent does not know either is unconfirmed", moving, the.report(the.unknown), {
    type: "PrintUnconfirmed",
    data: { cause: "power cut" },
  }),
  example("of which nobody can know any more is unconfirmed", moving, the.giveUp, UNKNOWN, lost),
  example("that waits, of which nobody can know any more, too", stopped, the.giveUp, UNKNOWN, lost),
  example("waits for the agent's word when it is canceled", moving, the.cancel, REQUESTED, out),
  example("waits so also while the agent is away", stopped, the.cancel, REQUESTED, {
    status: "processing-stopped",
  }),
  example(
    "is asked to be canceled only once",
    [...moving, the.cancelRequested],
    the.cancel,
    undefined,
  ),
  example(
    "is canceled by its agent's promise",
    [...moving, the.cancelRequested],
    the.answer(true),
    CANCELED,
    { status: "canceled" },
  ),
  example(
    "is canceled by whatever proves that nothing came out",
    [...moving, the.cancelRequested],
    the.report(the.failing("printer-error")),
    CANCELED,
    { status: "canceled" },
  ),
  example(
    "goes on when the agent was faster",
    [...moving, the.cancelRequested],
    the.answer(false),
    { type: "PrintCancelRefused", data: { attempt: 1, state: "printing" } },
    { ...out, cancelRequestedBy: undefined },
  ),
  example("may go out anew after a promise that nobody asked for", moving, the.answer(true), {
    type: "PrintRevoked",
    data: { attempt: 1 },
  }),
  example(
    "may go elsewhere after the promise, also if it waited",
    stopped,
    the.answer(true),
    { type: "PrintRevoked" },
    { status: "pending", reason: "none", attemptOver: true },
  ),
  example(
    "goes on after a revoke that nobody needed and that failed",
    moving,
    the.answer(false),
    undefined,
  ),
  example(
    "is not changed by a promise about another attempt",
    [...moving, the.cancelRequested],
    the.answer(true, 2),
    undefined,
    out,
  ),
  example("whose event is unreadable is unconfirmed", moving, the.endUnreadable, UNREADABLE, lost),
  example(
    "that waits, whose event is unreadable, too",
    stopped,
    the.endUnreadable,
    UNREADABLE,
    lost,
  ),
];
