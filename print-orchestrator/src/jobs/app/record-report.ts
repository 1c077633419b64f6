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
  { jobs, origins, now }: Pick<JobDeps, "jobs" | "origins" | "now">,
  company: string,
  branch: string,
  report: RecordReport,
): Promise<Answer<ReportRecorded>> {
  const { jobId, agentId, session, attempt, outcome, counter: spoolCounter } = report;
  const origin = await origins.of({ company, branch, agentId }, report);
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
      origin,
      spoolCounter,
    },
  );
  return handled.ok ? accepted({ recorded: handled.value.changed }) : handled;
}
