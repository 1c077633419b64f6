import type { Answer, CorrelationId, ReprintPrint, Submitted } from "@printermaster/contracts";
import { permitted } from "../../accounts/domain/permissions.ts";
import { actorOf, type Caller } from "../../domain/principal.ts";
import type { CommandDeps } from "./cancel-job.ts";
import { readJob } from "./read-job.ts";

/** Whoever may see a job may have a marked copy of it, in its own branch. */
export async function reprintJob(
  deps: CommandDeps,
  user: Caller,
  request: Pick<ReprintPrint, "jobId" | "printerId" | "idempotencyKey">,
  correlationId: CorrelationId,
): Promise<Answer<Submitted>> {
  const allowed = permitted(user, "repeat");
  if (!allowed.ok) return allowed;
  const found = await readJob(deps, user, request.jobId);
  if (!found.ok) return found;
  const { company, branch } = found.value;
  const address = { company, branch, correlationId };
  return await deps.commands.reprint(address, { ...request, requestedBy: actorOf(user) });
}
