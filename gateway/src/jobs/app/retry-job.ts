import type { Answer, CorrelationId, Id, Submitted } from "@printermaster/contracts";
import { permitted } from "../../accounts/domain/permissions.ts";
import { actorOf, type Caller } from "../../domain/principal.ts";
import type { CommandDeps } from "./cancel-job.ts";
import { readJob } from "./read-job.ts";

/** Whoever may see a dead letter may have it printed after all. */
export async function retryJob(
  deps: CommandDeps,
  user: Caller,
  jobId: Id,
  correlationId: CorrelationId,
): Promise<Answer<Submitted>> {
  const allowed = permitted(user, "repeat");
  if (!allowed.ok) return allowed;
  const found = await readJob(deps, user, jobId);
  if (!found.ok) return found;
  const { company, branch } = found.value;
  const address = { company, branch, correlationId };
  return await deps.commands.retry(address, { jobId, retriedBy: actorOf(user) });
}
