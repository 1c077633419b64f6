/** A job whose last event nobody can read is ended on top of that event, so that nothing waits for it. */
import { printJob } from "../domain/print-job.ts";
import type { JobAddress, JobLog, LoadedJob } from "./ports.ts";

/** The job as it is afterwards; as it was found, if somebody else wrote first. */
export async function endUnreadable(
  jobs: JobLog,
  address: JobAddress,
  at: string,
): Promise<LoadedJob> {
  const found = await jobs.load(address);
  if (found.unreadable !== "poisoned") return found;
  const cause = "its last event cannot be read";
  const decision = printJob.decide(found.job, { type: "EndUnreadable", at, cause });
  const [event] = "events" in decision ? decision.events : [];
  const job = event && printJob.evolve(found.job, event);
  if (!event || !job) throw new Error("an unreadable job was not ended");
  const sequence = await jobs.append(event, job, found.sequence);
  return sequence === undefined ? found : { job, sequence };
}
