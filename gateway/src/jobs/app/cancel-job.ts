import type { Answer, CancelResult, CorrelationId, Id } from "@printermaster/contracts";
import { permitted } from "../../accounts/domain/permissions.ts";
import { actorOf, type Caller } from "../../domain/principal.ts";
import type { PrintCommands } from "./ports.ts";
import { readJob, type ReadDeps } from "./read-job.ts";

export interface CommandDeps extends ReadDeps {
  readonly commands: PrintCommands;
}

/** Whoever may see a job may cancel it; the answer says truthfully whether it came in time. */
export async function cancelJob(
  deps: CommandDeps,
  user: Caller,
  jobId: Id,
  correlationId: CorrelationId,
): Promise<Answer<CancelResult>> {
  const allowed = permitted(user, "cancel");
  if (!allowed.ok) return allowed;
  const found = await readJob(deps, user, jobId);
  if (!found.ok) return found;
  const { company, branch } = found.value;
  const address = { company, branch, correlationId };
  return await deps.commands.cancel(address, { jobId, canceledBy: actorOf(user) });
}
