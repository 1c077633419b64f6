/** The few figures that a run is told by; all durations are milliseconds. */
export interface Summary {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly n: number;
}

export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

export function summarize(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((a, b) => a - b);
  return {
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    n: sorted.length,
  };
}

/** Nearest rank: always a value that was measured; `NaN` where nothing was. */
export function percentile(sorted: readonly number[], share: number): number {
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

/** One bad round must not move the figure, so rounds are not pooled. Rounds without a sample do not vote. */
export function medianOfRounds(rounds: readonly Summary[]): Summary {
  const measured = rounds.filter(({ n }) => n > 0);
  return {
    p50: median(measured.map(({ p50 }) => p50)),
    p95: median(measured.map(({ p95 }) => p95)),
    p99: median(measured.map(({ p99 }) => p99)),
    n: rounds.reduce((sum, { n }) => sum + n, 0),
  };
}

export const perName = <K extends string, T>(
  names: readonly K[],
  of: (name: K) => T,
): Record<K, T> => Object.fromEntries(names.map((name) => [name, of(name)])) as Record<K, T>;
