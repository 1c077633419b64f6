/** Of jobs that wait to be printed. */
import type { PrintCommand } from "../../src/jobs/domain/print-job.ts";
import * as the from "../print-histories.ts";
import { example, type Example } from "./example.ts";

const pending = [the.submitted];
const held = [the.submitted, the.held];
const moving = [the.submitted, the.dispatched];
const HELD = { type: "PrintHeld", data: { reason: "service-off-line" } } as const;
const FIRST = { type: "PrintDispatched", data: { attempt: 1, ...the.route } } as const;
const SECOND = { type: "PrintDispatched", data: { attempt: 2 } } as const;
const CANCELED = { type: "PrintCanceled", data: { canceledBy: the.olive } } as const;
const EXPIRED = { type: "PrintExpired", data: { cause: "deadline" } } as const;
const DROPPED = { type: "PrintExpired", data: { cause: "backlog" } } as const;
const MOVED = {
  type: "PrintRerouted",
  data: { from: "printer1", fromName: "The printer1", to: "printer2" },
} as const;
const UNREADABLE = { type: "PrintUnreadable", data: { cause: "not JSON" } } as const;
const waits = { status: "pending-held", reason: "service-off-line" };
const out = { status: "processing", reason: "job-outgoing", attemptOver: false };
const rests = { status: "pending-held", reason: "printer-stopped", attemptOver: true };
const gone = { status: "aborted", reason: "job-expired" };
const lost = { status: "aborted", reason: "print-result-unknown", deadLetter: undefined };
const dead = { status: "aborted", reason: "aborted-by-system", deadLetter: "waiting" };

export const submitting: readonly Example[] = [
  example("is submitted", [], the.submit, { type: "PrintSubmitted" }, { status: "pending" }),
];

export const waiting: readonly Example[] = [
  example("waits and says so", pending, the.hold, HELD, waits),
  example("says only once why it waits", held, the.hold, undefined, waits),
  example(
    "says it again when a breaker is about to open",
    held,
    { ...the.hold, again: true },
    HELD,
    waits,
  ),
  example(
    "says anew when it waits for another reason",
    held,
    { ...the.hold, reason: "printer-circuit-open" },
    { type: "PrintHeld", data: { reason: "printer-circuit-open" } },
    { status: "pending-held", reason: "printer-circuit-open" },
  ),
  example("goes out as its first attempt", pending, the.dispatch, FIRST, out),
  example("goes out after it was held", held, the.dispatch, FIRST, out),
  example(
    "goes out as another attempt after the reported failure of the last",
    [...moving, the.over(1, "printer-error")],
    the.dispatch,
    SECOND,
    { ...out, attempt: 2 },
  ),
  example(
    "goes out as another attempt after the committed revoke of the last",
    [...moving, the.revoked],
    the.dispatch,
    SECOND,
    { ...out, attempt: 2 },
  ),
  example("moves to another printer", pending, the.reroute("printer2"), MOVED, {
    status: "pending",
    reason: "none",
    printerId: "printer2",
    standsInFor: { printerId: "printer1", name: "The printer1" },
  }),
  example("moves also while it is held", held, the.reroute("printer2"), MOVED, {
    status: "pending",
    reason: "none",
  }),
  example("stays where it is, if it is there", held, the.reroute("printer1"), undefined, waits),
  example("expires", pending, the.expire, EXPIRED, { ...gone, deadLetter: "waiting" }),
  example("expires while it is held", held, the.expire, EXPIRED, gone),
  example(
    "expires as a test without a dead letter",
    [the.submittedAs("test")],
    the.expire,
    EXPIRED,
    { ...gone, deadLetter: undefined },
  ),
  example("is dropped after an outage", pending, the.drop, DROPPED, {
    ...gone,
    deadLetter: undefined,
    listedOn: undefined,
  }),
  example(
    "is listed on a slip instead",
    held,
    { ...the.drop, listedOn: "slip1" } as PrintCommand,
    { type: "PrintExpired", data: { cause: "backlog", listedOn: "slip1" } },
    { ...gone, listedOn: "slip1" },
  ),
  example("is canceled at once", pending, the.cancel, CANCELED, { status: "canceled" }),
  example("is canceled while it is held", held, the.cancel, CANCELED, { status: "canceled" }),
  example(
    "is not changed by a repeated report of the attempt that failed",
    [...moving, the.over(1, "printer-error")],
    the.report(the.failing("printer-error")),
    undefined,
    { ...rests, failures: 1 },
  ),
  example(
    "is not changed by a report of the attempt that was revoked",
    [...moving, the.revoked],
    the.report(the.unknown),
    undefined,
    { status: "pending", attempt: 1 },
  ),
  example(
    "whose event is unreadable is unconfirmed: that may have been its dispatch",
    held,
    the.endUnreadable,
    UNREADABLE,
    lost,
  ),
  example(
    "of which only the document is unreadable has certainly not been printed",
    pending,
    { ...the.endUnreadable, unprinted: true },
    { type: "PrintUnreadable", data: { unprinted: true } },
    dead,
  ),
];
