/** Makes a job durable, with its document: only then may anybody hear "accepted". */
import type { JobState } from "@printermaster/contracts";
import { printJob, type SubmitPrint } from "../domain/print-job.ts";
import type { JobDeps } from "./ports.ts";

/** `undefined` when the log has a job of that id already. */
export async function storeJob(
  { jobs, documents }: Pick<JobDeps, "jobs" | "documents">,
  command: SubmitPrint,
  document: unknown,
): Promise<JobState | undefined> {
  const decision = printJob.decide(printJob.initial, command);
  const [event] = "events" in decision ? decision.events : [];
  const job = event && printJob.evolve(printJob.initial, event);
  if (!event || !job) throw new Error("a submit was not decided");
  // Both in parallel: a document without its event is only litter, and a repeat puts a missing one back.
  const [sequence, stored] = await Promise.all([
    jobs.append(event, job, 0),
    documents.put(command, command.bodyHash, document),
  ]);
  if (sequence === undefined) return undefined;
  if (!stored) await documents.restore(command, command.bodyHash, document);
  return job;
}
