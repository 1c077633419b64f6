import { type OpenJob } from "../domain/open-work.ts";
import { settle } from "./offer-next.ts";
import type { SagaDeps } from "./ports.ts";

/** An agent reports what it knows within this time after the deadline, or nobody will know. */
const GRACE_MS = 60_000;

/** Ends what is past its deadline: nothing that was accepted stays open for ever. */
export async function sweep(deps: SagaDeps): Promise<void> {
  const now = deps.now().getTime();
  for (const job of deps.work.open()) {
    const overdue = now - Date.parse(job.state.expiresAt);
    if (overdue < 0) continue;
    if (isWaiting(job)) await settle(deps, job, { type: "ExpirePrint" });
    else if (overdue > GRACE_MS)
      await settle(deps, job, { type: "GiveUpPrint", cause: "no outcome by the deadline" });
  }
}

const isWaiting = ({ state }: OpenJob) =>
  state.status === "pending" || state.status === "pending-held";
