import type { Answer, CorrelationId, Discarded, Id } from "@printermaster/contracts";
import { actorOf, type UserPrincipal } from "../../domain/principal.ts";
import type { CommandDeps } from "./cancel-job.ts";
import { readJob } from "./read-job.ts";

/** Whoever may see a dead letter may say that nobody wants it any more. */
export async function discardJob(
  deps: CommandDeps,
  user: UserPrincipal,
  jobId: Id,
  correlationId: CorrelationId,
): Promise<Answer<Discarded>> {
  const found = await readJob(deps, user, jobId);
  if (!found.ok) return found;
  const { company, branch } = found.value;
  const address = { company, branch, correlationId };
  return await deps.commands.discard(address, { jobId, discardedBy: actorOf(user) });
}
