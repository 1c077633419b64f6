/** Whether a process goes on for ever as it goes now. Pure. */
import type { Sample } from "./watch.ts";

export interface Flatness {
  /** Medians of the second quarter of the time, when it has seen everything once, and of the last. */
  readonly residentMb: Span;
  readonly files: Span;
  readonly spoolMb: Span;
  readonly restarts: number;
  readonly against: readonly string[];
}
type Span = { readonly early: number; readonly late: number };

/** The collector of garbage comes and goes, sockets are opened and closed: what stays within this is no growth. */
const MOST_MORE = { residentShare: 0.1, files: 3 };

export function flatnessOf(samples: readonly Sample[]): Flatness {
  const from = samples[0]?.atMs ?? 0;
  const lasted = (samples.at(-1)?.atMs ?? 0) - from;
  const quarter = (nth: number) =>
    samples.filter(({ atMs }) => Math.min(3, Math.floor((4 * (atMs - from)) / lasted)) === nth);
  const span = (of: (sample: Sample) => number): Span => ({
    early: medianOf(quarter(1).map(of)),
    late: medianOf(quarter(3).map(of)),
  });
  const residentMb = span(({ residentKb }) => Math.round(residentKb / 102.4) / 10);
  const files = span((sample) => sample.files);
  const spoolMb = span(({ spoolKb }) => Math.round(spoolKb / 102.4) / 10);
  const restarts = new Set(samples.map(({ pid }) => pid)).size - 1;
  const against: string[] = [];
  const { residentShare, files: moreFiles } = MOST_MORE;
  if (!(residentMb.late <= residentMb.early * (1 + residentShare)))
    against.push(`memory grew from ${residentMb.early} to ${residentMb.late} MB`);
  if (!(files.late <= files.early + moreFiles))
    against.push(`open files grew from ${files.early} to ${files.late}`);
  if (restarts > 0) against.push(`it ended ${restarts} times`);
  return { residentMb, files, spoolMb, restarts, against };
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
