/** Before a job goes out that waited through an outage: its branch may not want it any more. */
import { MOST_LISTED, type JobState } from "@printermaster/contracts";
import { handleCommand } from "../../jobs/app/handle-command.ts";
import { afterOutage, type AfterOutage } from "../domain/backlog.ts";
import { isInFlight, type OpenJob } from "../domain/open-job.ts";
import type { PrinterKey } from "../domain/printer-key.ts";
import type { SagaDeps } from "./ports.ts";
import { settle, type Step } from "./settle.ts";
import { slipIdOf, writeSlip } from "./write-slip.ts";

/** `undefined`: it goes out. */
export async function judgeBacklog(
  deps: SagaDeps,
  key: PrinterKey,
  job: OpenJob,
  expectedMs = 0,
): Promise<Step | undefined> {
  switch (judged(deps, job, expectedMs)) {
    case "print":
      return undefined;
    case "drop":
      return settle(deps, job, { type: "DropPrint" });
    case "list": {
      const behind = deps.work
        .queueOf(key)
        .filter(
          (one) => one.state.jobId !== job.state.jobId && judged(deps, one, expectedMs) === "list",
        );
      return listTogether(deps, [job, ...behind].slice(0, MOST_LISTED));
    }
  }
}

function judged({ work, now }: SagaDeps, job: OpenJob, expectedMs: number): AfterOutage {
  if (isInFlight(job) || job.aside) return "print";
  return afterOutage(work.policies.of(job.state).backlog, job.state, now().getTime(), expectedMs);
}

/**
 * Each job is dropped before any slip lists it: the compare-and-set of the drop is what keeps it from being printed as
 * well, by an owner that wakes late or by nobody's cancel. Whoever takes over finds them dropped, and owes the slip.
 */
async function listTogether(deps: SagaDeps, jobs: readonly OpenJob[]): Promise<Step> {
  const [first] = jobs;
  if (!first) return "done";
  const slipId = slipIdOf(deps, first.state);
  const dropped: JobState[] = [];
  await deps.work.debts.gather(slipId, async () => {
    for (const job of jobs) {
      const listed = await drop(deps, job, slipId);
      if (listed) dropped.push(listed);
      // The slip is named after its first job: only the one who dropped that may go on.
      else if (dropped.length === 0) return;
    }
    await writeSlip(deps, slipId, dropped);
  });
  return dropped.length > 0 ? "more" : "done";
}

/** `undefined` when something else happened first. */
async function drop(deps: SagaDeps, job: OpenJob, slipId: string): Promise<JobState | undefined> {
  const known = deps.work.current(job);
  if (!known) return undefined;
  const at = deps.now().toISOString();
  const loaded = { job: known.state, sequence: known.sequence };
  const command = { type: "DropPrint", at, listedOn: slipId } as const;
  const handled = await handleCommand(deps.jobs, known.state, command, loaded);
  if (!handled.ok || !handled.value.job) return undefined;
  const { job: now, sequence } = handled.value;
  deps.work.wroteJob(now, sequence);
  deps.work.debts.saw(now);
  return now;
}
