import { isInFlight, type OpenJob } from "../domain/open-job.ts";
import { printerKey, type PrinterKey } from "../domain/printer-key.ts";
import type { ReportTimeouts } from "../domain/report-timeouts.ts";
import { askWhatHappened } from "./ask-what-happened.ts";
import { endPoisoned } from "./end-poisoned.ts";
import type { SagaDeps } from "./ports.ts";
import { settle } from "./settle.ts";

/** An agent reports what it knows within this time after the deadline, or nobody will know. */
const GRACE_MS = 60_000;

/** Looks at every open job's next moment, and tells whose queues are to be looked at again. */
export async function sweep(
  deps: SagaDeps,
  timeouts: ReportTimeouts,
): Promise<readonly PrinterKey[]> {
  const again: PrinterKey[] = [];
  for (const job of deps.work.open()) {
    await endIfOverdue(deps, job);
    // A repeated submit may have put the document back, and that is no event.
    if (!job.aside) continue;
    deps.work.setAside(job, false);
    again.push(printerKey(job.state, job.state.printerId));
  }
  await endPoisoned(deps);
  for (const key of deps.work.printers()) askAboutHead(deps, timeouts, key);
  return again;
}

async function endIfOverdue(deps: SagaDeps, job: OpenJob): Promise<void> {
  const overdue = deps.now().getTime() - Date.parse(job.state.expiresAt);
  if (overdue < 0) return;
  if (!isInFlight(job)) await settle(deps, job, { type: "ExpirePrint" });
  else if (overdue > GRACE_MS)
    await settle(deps, job, { type: "GiveUpPrint", cause: "no outcome by the deadline" });
}

/** The others of a queue wait for their turn: only of the first one an outcome is due. */
function askAboutHead(deps: SagaDeps, timeouts: ReportTimeouts, key: PrinterKey): void {
  const head = deps.work.queueOf(key).find(isInFlight);
  if (!head?.spooledIn) return;
  const { times, at } = head.asked ?? { times: 0, at: 0 };
  const { dispatchedAt = head.state.updatedAt } = head.state;
  const since = Math.max(timeouts.begunAt(head.state, Date.parse(dispatchedAt)), at);
  if (deps.now().getTime() - since < timeouts.limitMs(head.state, times)) return;
  // Not awaited: a silent agent must not hold up everybody's deadlines.
  askWhatHappened(deps, head).catch((error: unknown) =>
    deps.log.error({ err: error, jobId: head.state.jobId }, "asking failed"),
  );
}
