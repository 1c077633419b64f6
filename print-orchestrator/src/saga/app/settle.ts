import { handleCommand } from "../../jobs/app/handle-command.ts";
import type { PrintCommand } from "../../jobs/domain/print-job.ts";
import type { OpenJob } from "../domain/open-job.ts";
import type { SagaDeps } from "./ports.ts";

/** What a printer's queue does after a step: go on, wait for news, try again after a while, or after a given time. */
export type Step = "more" | "done" | "later" | { readonly afterMs: number };

type Undated<C> = C extends PrintCommand ? Omit<C, "at"> : never;

/** Decides and appends, starting from what the fold knows; the fold learns the result at once. */
export async function settle(
  deps: SagaDeps,
  job: OpenJob,
  command: Undated<PrintCommand>,
): Promise<Step> {
  const known = deps.work.current(job);
  if (!known) return "more";
  const strict = isPlaced(command);
  // It has moved since we looked at what is around it.
  if (strict && known.sequence !== job.sequence) return "more";
  const dated = { ...command, at: deps.now().toISOString() } as PrintCommand;
  const loaded = { job: known.state, sequence: known.sequence };
  const handled = await handleCommand(
    deps.jobs,
    known.state,
    dated,
    loaded,
    strict ? 1 : undefined,
  );
  if (handled.ok) {
    const { job: now, sequence, changed } = handled.value;
    if (now) deps.work.wroteJob(now, sequence);
    if (now && changed)
      deps.work.failures.saw(now, Date.parse(dated.at), sequence, failureOf(command));
    return "more";
  }
  // Refused: something else happened first, and the log is about to tell us.
  return handled.error.code === "already-ended" ? "done" : "later";
}

/** Where a job goes is decided on what we know of everything around it: if it has moved, we know too little. */
const isPlaced = ({ type }: Undated<PrintCommand>): boolean =>
  type === "DispatchPrint" || type === "HoldPrint" || type === "ReroutePrint";

const failureOf = (command: Undated<PrintCommand>): string | undefined =>
  command.type === "RecordOutcome" && command.outcome.result === "failed"
    ? command.outcome.code
    : undefined;
