/** One slip lists jobs that were dropped. */
import {
  intentOf,
  MOST_LISTED,
  type Actor,
  type JobState,
  type Receipt,
} from "@printermaster/contracts";
import type { SubmitPrint } from "../../jobs/domain/print-job.ts";
import { storeJob } from "../../jobs/app/store-job.ts";
import { SLIP_TITLE, slipOf } from "../domain/slip.ts";
import type { SagaDeps } from "./ports.ts";

/** What it lists is printed nowhere else, so it waits long. */
const DEADLINE_MS = 86_400_000;
const BACKLOG: Actor = { kind: "service", id: "backlog", name: "PrinterMaster" };

/** Named after its first job, so that nobody writes a second one for that; and after a slip that does not list it. */
export const slipIdOf = (
  { idOf }: Pick<SagaDeps, "idOf">,
  { company, branch, printerId, jobId }: JobState,
  after = "",
): string => idOf(`slip of\n${company}\n${branch}\n${printerId}\n${jobId}\n${after}`);

/**
 * A slip is never changed. What was dropped for it too late to be on it, by an owner that slept while the next one
 * wrote the slip, comes on one of its own: every owner finds the same ones left over, in the same order.
 */
export async function writeSlip(
  deps: SagaDeps,
  slipId: string,
  dropped: readonly JobState[],
): Promise<void> {
  const [first] = dropped;
  if (!first) return;
  const listed = dropped.slice(0, MOST_LISTED);
  const written = (await submit(deps, slipId, listed)) ?? (await load(deps, first, slipId));
  if (!written) return;
  deps.work.debts.saw(written);
  const left = dropped.filter(({ jobId }) => !written.lists?.includes(jobId));
  const [next] = left;
  if (next) await writeSlip(deps, slipIdOf(deps, next, slipId), left);
}

/** `undefined` when it was written before. */
function submit(deps: SagaDeps, jobId: string, listed: readonly JobState[]) {
  const [{ company, branch, printerId }] = listed as [JobState];
  const now = deps.now();
  const document = slipOf(listed);
  const command: SubmitPrint = {
    type: "SubmitPrint",
    at: now.toISOString(),
    jobId,
    company,
    branch,
    correlationId: jobId,
    traceId: undefined,
    printerId,
    class: "receipt",
    title: SLIP_TITLE,
    documentKind: document.kind,
    bodyHash: deps.keyedHash(JSON.stringify(intentOf({ printerId, class: "receipt", document }))),
    submittedBy: BACKLOG,
    expiresAt: new Date(now.getTime() + DEADLINE_MS).toISOString(),
    lists: listed.map((job) => job.jobId),
  };
  return storeJob(deps, command, document);
}

const load = async ({ jobs }: SagaDeps, { company, branch }: JobState, jobId: string) =>
  (await jobs.load({ company, branch, jobId })).job;

/** The document of a slip, again. */
export async function slipAgain(
  deps: SagaDeps,
  { lists = [], ...slip }: JobState,
): Promise<Receipt | undefined> {
  const listed = await Promise.all(lists.map((jobId) => load(deps, slip, jobId)));
  return listed.every((job) => job !== undefined) ? slipOf(listed) : undefined;
}
