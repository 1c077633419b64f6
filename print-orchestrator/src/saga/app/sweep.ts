import { printerKey, type OpenJob, type PrinterKey } from "../domain/open-work.ts";
import { settle } from "./offer-next.ts";
import type { SagaDeps } from "./ports.ts";

/** An agent reports what it knows within this time after the deadline, or nobody will know. */
const GRACE_MS = 60_000;

/** Ends what is past its deadline, and tells whose queues are to be looked at again. */
export async function sweep(deps: SagaDeps): Promise<readonly PrinterKey[]> {
  const now = deps.now().getTime();
  const again: PrinterKey[] = [];
  for (const job of deps.work.open()) {
    const overdue = now - Date.parse(job.state.expiresAt);
    if (overdue >= 0 && isWaiting(job)) await settle(deps, job, { type: "ExpirePrint" });
    else if (overdue > GRACE_MS)
      await settle(deps, job, { type: "GiveUpPrint", cause: "no outcome by the deadline" });
    else if (job.aside) {
      // A repeated submit may have put the document back, and that is no event.
      deps.work.setAside(job, false);
      again.push(printerKey(job.state, job.state.printerId));
    }
  }
  return again;
}

const isWaiting = ({ state }: OpenJob) =>
  state.status === "pending" || state.status === "pending-held";
