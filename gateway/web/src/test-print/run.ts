/** What one click has come to, folded from whatever arrives: late, twice, or in the wrong order. */
import type { Job, PrintProgress } from "@printermaster/contracts";
import type { Intent } from "./intent.ts";

export const stages = [
  "sent",
  "accepted",
  "waiting",
  "dispatched",
  "spooled",
  "connecting",
  "sending",
] as const;
export type Stage = (typeof stages)[number];

const endings = ["completed", "failed", "unconfirmed", "expired", "canceled"] as const;
export type Ending = (typeof endings)[number] | "refused" | "unanswered";

export interface Run {
  readonly intent: Intent;
  readonly printerId: string;
  readonly startedAtMs: number;
  readonly stage: Stage;
  readonly ending: Ending | undefined;
  /** Milliseconds from the click to the first news of each; absent for what was only implied. */
  readonly reachedMs: Partial<Record<Stage | Ending, number>>;
  /** Of the newest stored event folded in: an older one adds its time and changes nothing else. */
  readonly sequence: number;
  readonly waited: boolean;
  readonly jobId: string | undefined;
  readonly job: Job | undefined;
  readonly note: string | undefined;
}

/** `atMs` counts from the click; what is read back from history has none. */
export type News =
  | {
      readonly kind: "answered";
      readonly job: Job;
      readonly replayed: boolean;
      readonly atMs: number;
    }
  | { readonly kind: "refused"; readonly message: string; readonly atMs: number }
  | { readonly kind: "unanswered"; readonly atMs: number }
  | { readonly kind: "progress"; readonly progress: PrintProgress; readonly atMs?: number };

export const begin = (intent: Intent, printerId: string, startedAtMs: number): Run => ({
  intent,
  printerId,
  startedAtMs,
  stage: "sent",
  ending: undefined,
  reachedMs: { sent: 0 },
  sequence: 0,
  waited: false,
  jobId: undefined,
  job: undefined,
  note: undefined,
});

export function fold(run: Run, news: News): Run {
  switch (news.kind) {
    case "answered":
      return onwards(
        { ...reached(run, "accepted", news.atMs), jobId: news.job.jobId, job: run.job ?? news.job },
        "accepted",
      );
    case "refused":
      return { ...reached(run, "refused", news.atMs), ending: "refused", note: news.message };
    case "unanswered":
      return run.jobId === undefined
        ? { ...reached(run, "unanswered", news.atMs), ending: "unanswered" }
        : run;
    case "progress":
      return isAbout(run, news.progress) ? progressed(run, news.progress, news.atMs) : run;
  }
}

const isAbout = (run: Run, { jobId, correlationId }: PrintProgress): boolean =>
  jobId === run.jobId || correlationId === run.intent.correlationId;

function progressed(run: Run, progress: PrintProgress, atMs: number | undefined): Run {
  // Asked for, and not yet known to have come in time: the job is where it was.
  if (progress.step === "canceling") return run;
  const place = progress.step === "submitted" ? "accepted" : progress.step;
  const heard: Run = {
    ...reached(run, place, atMs),
    jobId: progress.jobId,
    waited: run.waited || place === "waiting",
  };
  if (progress.sequence === undefined) return isEnding(place) ? heard : onwards(heard, place);
  if (progress.sequence <= run.sequence) return heard;
  const newest = { ...heard, sequence: progress.sequence, job: progress.job ?? run.job };
  if (isEnding(place)) return { ...newest, ending: place, note: progress.job?.detail };
  // Held again after a dispatch: the only way back.
  if (place === "waiting") return backTo(newest, place);
  return onwards(newest, place);
}

function onwards(run: Run, stage: Stage): Run {
  if (run.ending !== undefined && run.ending !== "unanswered") return run;
  const further = stages.indexOf(stage) > stages.indexOf(run.stage);
  return { ...run, ending: undefined, stage: further ? stage : run.stage };
}

function backTo(run: Run, stage: Stage): Run {
  const { reachedMs } = run;
  const kept = stages.slice(0, stages.indexOf(stage) + 1).filter((name) => name in reachedMs);
  const times = Object.fromEntries(kept.map((name) => [name, reachedMs[name]]));
  return { ...run, ending: undefined, stage, reachedMs: times };
}

const reached = (run: Run, place: Stage | Ending, atMs: number | undefined): Run =>
  atMs === undefined ? run : { ...run, reachedMs: { [place]: atMs, ...run.reachedMs } };

const isEnding = (place: Stage | Ending): place is Ending =>
  endings.some((ending) => ending === place);
