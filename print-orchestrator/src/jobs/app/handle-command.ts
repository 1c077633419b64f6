import { refused, type Answer } from "@printermaster/contracts";
import { printJob, type PrintCommand } from "../domain/print-job.ts";
import type { JobAddress, JobLog, LoadedJob } from "./ports.ts";

const TRIES = 16;

type Handled = Answer<LoadedJob & { readonly changed: boolean }>;

/** Load, decide, append; whoever was first makes us load and decide again. */
export async function handleCommand(
  jobs: JobLog,
  address: JobAddress,
  command: PrintCommand,
  known?: LoadedJob,
  most = TRIES,
): Promise<Handled> {
  const recalled = known ? undefined : jobs.recall(address);
  const written = recalled && (await handleOn(jobs, recalled, command));
  // The log compares what we append with what it has; what we would answer by memory it does not.
  if (written?.ok && written.value.changed) return written;
  for (let tries = 0; tries < most; tries++) {
    const loaded = (tries === 0 && known) || (await jobs.load(address));
    const handled = await handleOn(jobs, loaded, command);
    if (handled) return handled;
  }
  return refused("storage-unavailable");
}

/** `undefined` if somebody was first. */
async function handleOn(
  jobs: JobLog,
  loaded: LoadedJob,
  command: PrintCommand,
): Promise<Handled | undefined> {
  if (loaded.unreadable) return refused("unreadable-job");
  const decision = printJob.decide(loaded.job, command);
  if ("refused" in decision) return refused(decision.refused);
  const [event] = decision.events;
  if (!event) return { ok: true, value: { ...loaded, changed: false } };
  const job = printJob.evolve(loaded.job, event);
  if (!job) return refused("unknown-job");
  const sequence = await jobs.append(event, job, loaded.sequence);
  return sequence === undefined ? undefined : { ok: true, value: { job, sequence, changed: true } };
}
