import { refused, type Answer } from "@printermaster/contracts";
import { printJob, type PrintCommand } from "../domain/print-job.ts";
import type { JobAddress, JobLog, LoadedJob } from "./ports.ts";

const TRIES = 16;

/** Load, decide, append; whoever was first makes us load and decide again. */
export async function handleCommand(
  jobs: JobLog,
  address: JobAddress,
  command: PrintCommand,
  known?: LoadedJob,
  most = TRIES,
): Promise<Answer<LoadedJob & { readonly changed: boolean }>> {
  for (let tries = 0; tries < most; tries++) {
    const loaded = (tries === 0 && known) || (await jobs.load(address));
    if (loaded.unreadable) return refused("unreadable-job");
    const decision = printJob.decide(loaded.job, command);
    if ("refused" in decision) return refused(decision.refused);
    const [event] = decision.events;
    if (!event) return { ok: true, value: { ...loaded, changed: false } };
    const job = printJob.evolve(loaded.job, event);
    if (!job) return refused("unknown-job");
    const sequence = await jobs.append(event, job, loaded.sequence);
    if (sequence !== undefined) return { ok: true, value: { job, sequence, changed: true } };
  }
  return refused("storage-unavailable");
}
