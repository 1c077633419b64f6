import type { Answer, CancelResult, CorrelationId, Id } from "@printermaster/contracts";
import type { UserPrincipal } from "../../domain/principal.ts";
import type { JobReader, PrintCommands } from "./ports.ts";
import { readJob } from "./read-job.ts";

export interface CancelDeps {
  readonly commands: PrintCommands;
  readonly jobs: JobReader;
}

/** Whoever may see a job may cancel it; the answer says truthfully whether it came in time. */
export async function cancelJob(
  { commands, jobs }: CancelDeps,
  user: UserPrincipal,
  jobId: Id,
  correlationId: CorrelationId,
): Promise<Answer<CancelResult>> {
  const found = await readJob(jobs, user, jobId);
  if (!found.ok) return found;
  const { company, branch } = found.value;
  const canceledBy = { kind: "user", id: user.id, name: user.name } as const;
  return await commands.cancel({ company, branch, correlationId }, { jobId, canceledBy });
}
