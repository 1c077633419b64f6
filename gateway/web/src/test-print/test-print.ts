/** The click itself: from the press of the button to the span that ends when the person has seen the result. */
import { signal } from "@preact/signals";
import type { PrinterView } from "@printermaster/contracts";
import { catchUp, jobs, news, runs, showRun } from "../live/board.ts";
import { askTest, reportClick } from "../live/connection.ts";
import { mergeJobs } from "../jobs/recent.ts";
import { newIntent } from "./intent.ts";
import { refusalInWords } from "./refusal-words.ts";
import { begin, type News, type Run } from "./run.ts";

/** Printers whose request has not been answered yet. */
export const asking = signal<ReadonlySet<string>>(new Set());

const TRIES = 3;

export async function testPrint({ printerId, branch }: PrinterView): Promise<void> {
  const run = begin(newIntent(), printerId, Date.now());
  showRun(run);
  asking.value = new Set(asking.value).add(printerId);
  try {
    const answer = await answerTo(run, branch);
    news(printerId, answer);
    // The first result again: its events are past, and none will come.
    const now = runs.value.get(printerId);
    if (answer.kind === "answered" && answer.replayed && now) await catchUp(now);
  } finally {
    asking.value = new Set([...asking.value].filter((id) => id !== printerId));
  }
}

/** Asked again under the same key, so that no number of tries prints twice. */
async function answerTo(run: Run, branchId: string): Promise<News> {
  const { printerId, startedAtMs, intent } = run;
  const { idempotencyKey, correlationId, traceparent } = intent;
  const atMs = (): number => Date.now() - startedAtMs;
  for (let tried = 0; tried < TRIES; tried++) {
    const answer = await askTest({
      printerId,
      branchId,
      idempotencyKey,
      correlationId,
      traceparent,
    }).catch(() => undefined);
    if (answer?.ok === false)
      return { kind: "refused", message: refusalInWords(answer.error), atMs: atMs() };
    if (answer?.ok) {
      jobs.value = mergeJobs(jobs.value ?? [], [answer.value.job]);
      const { job, replayed } = answer.value;
      return { kind: "answered", job, replayed, atMs: atMs() };
    }
  }
  return { kind: "unanswered", atMs: atMs() };
}

const reported = new Set<string>();

/** Once for each click, when the picture is on the screen or the bad end is. */
export function resultSeen({ intent, startedAtMs, jobId }: Run): void {
  if (reported.has(intent.traceparent)) return;
  reported.add(intent.traceparent);
  reportClick({
    traceparent: intent.traceparent,
    name: "print.click",
    startedAtMs,
    endedAtMs: Date.now(),
    ...(jobId === undefined ? {} : { jobId }),
  });
}
