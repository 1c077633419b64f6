import type { Answer, CorrelationId, Discarded, Id } from "@printermaster/contracts";
import { permitted } from "../../accounts/domain/permissions.ts";
import { actorOf, type Caller } from "../../domain/principal.ts";
import type { CommandDeps } from "./cancel-job.ts";
import { readJob } from "./read-job.ts";

/** Whoever may see a dead letter may say that nobody wants it any more. */
export async function discardJob(
  deps: CommandDeps,
  user: Caller,
  jobId: Id,
  correlationId: CorrelationId,
): Promise<Answer<Discarded>> {
  const allowed = permitted(user, "discard");
  if (!allowed.ok) return allowed;
  const found = await readJob(deps, user, jobId);
  if (!found.ok) return found;
  const { company, branch } = found.value;
  const address = { company, branch, correlationId };
  return await deps.commands.discard(address, { jobId, discardedBy: actorOf(user) });
}
