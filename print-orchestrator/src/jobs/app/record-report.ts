import {
  accepted,
  type Answer,
  type RecordReport,
  type ReportRecorded,
} from "@printermaster/contracts";
import { handleCommand } from "./handle-command.ts";
import type { JobDeps } from "./ports.ts";

/** An agent's outcome; a repeated or outdated one is answered as taken, so that the agent forgets it. */
export async function recordReport(
  { jobs, now }: Pick<JobDeps, "jobs" | "now">,
  company: string,
  branch: string,
  { jobId, agentId, session, attempt, outcome, counter: spoolCounter }: RecordReport,
): Promise<Answer<ReportRecorded>> {
  const handled = await handleCommand(
    jobs,
    { company, branch, jobId },
    {
      type: "RecordOutcome",
      at: now().toISOString(),
      agentId,
      session,
      attempt,
      outcome,
      spoolCounter,
    },
  );
  return handled.ok ? accepted({ recorded: handled.value.changed }) : handled;
}
