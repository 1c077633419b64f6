/** What an agent says of an attempt: its outcome, or its answer to a revoke. */
import {
  hasEnded,
  isDeviceFailure,
  isTransient,
  type Decision,
  type JobState,
  type Outcome,
} from "@printermaster/contracts";
import { isNeverRepeated } from "./job-classes.ts";
import type { AnswerRevoke, RecordOutcome } from "./print-commands.ts";
import type { PrintEvent, PrintJob } from "./print-job.ts";

/** A device that failed this often in one job is not asked again by itself. */
export const MOST_FAILURES = 3;

/** A report of another attempt, or of one already settled, changes nothing; a stranger's is refused. */
export function decideOutcome(job: PrintJob, report: RecordOutcome): Decision<PrintEvent> {
  const { agentId, attempt, outcome, at, origin } = report;
  if (!job || job.attempt === 0 || job.agentId !== agentId)
    return { refused: "not-dispatched-here" };
  if (origin === "forged") return { refused: "bad-signature" };
  const settled =
    job.attemptOver || (hasEnded(job.status) && job.reason !== "print-result-unknown");
  if (attempt !== job.attempt || settled) return NOTHING;
  switch (outcome.result) {
    case "completed": {
      const { result: _, ...data } = outcome;
      return one({ type: "PrintCompleted", at, data: { attempt, ...toldBy(report), ...data } });
    }
    case "failed":
      return decideFailure(job, report, outcome);
    case "unconfirmed": {
      if (hasEnded(job.status)) return NOTHING;
      const data = { attempt, cause: outcome.cause, ...toldBy(report) };
      return one({ type: "PrintUnconfirmed", at, data });
    }
  }
}

function decideFailure(
  job: JobState,
  report: RecordOutcome,
  { code, detail }: Extract<Outcome, { result: "failed" }>,
): Decision<PrintEvent> {
  const { at, attempt } = report;
  if (job.cancelRequestedBy && !hasEnded(job.status))
    return one({ type: "PrintCanceled", at, data: { canceledBy: job.cancelRequestedBy } });
  const again = isTransient(code) && !hasEnded(job.status) && !isWornOut(job, code);
  const type = again ? "PrintAttemptFailed" : "PrintFailed";
  return one({ type, at, data: { attempt, code, detail, ...toldBy(report) } });
}

const toldBy = ({ session, spoolCounter, origin }: RecordOutcome) => ({
  session,
  spoolCounter,
  signed: origin && origin === "signed",
});

/** A printer that cannot be reached is only waited for: its job's deadline ends that. */
const isWornOut = (job: JobState, code: string): boolean =>
  isNeverRepeated(job.class) ||
  (code === "printer-error" && (job.failures ?? 0) + 1 >= MOST_FAILURES);

export const failuresAfter = (job: JobState, code: string): number =>
  (job.failures ?? 0) + (isDeviceFailure(code) && code !== "printer-unreachable" ? 1 : 0);

/** A promise that it will not begin cancels what is to be canceled; anything else may go out anew. */
export function decideRevoked(
  job: PrintJob,
  { at, attempt, revoked, state }: AnswerRevoke,
): Decision<PrintEvent> {
  if (attempt !== job?.attempt) return NOTHING;
  const { cancelRequestedBy } = job;
  if (revoked && cancelRequestedBy)
    return one({ type: "PrintCanceled", at, data: { canceledBy: cancelRequestedBy } });
  if (revoked && isNeverRepeated(job.class))
    return one({ type: "PrintFailed", at, data: { attempt, code: "expired", detail: NO_SECOND } });
  if (revoked) return one({ type: "PrintRevoked", at, data: { attempt } });
  if (!cancelRequestedBy) return NOTHING;
  return one({ type: "PrintCancelRefused", at, data: { attempt, state: state ?? "printing" } });
}

const NO_SECOND = "it was taken back, and there is no second attempt";
const NOTHING: Decision<PrintEvent> = { events: [] };
const one = (event: PrintEvent): Decision<PrintEvent> => ({ events: [event] });
