/** Who may test a printer now: one person's rapid clicks are one test, and two people do not test at once. */
import { limits } from "@printermaster/contracts";

const OWN_WINDOW_MS = limits.ttlSeconds * 1000;
const OTHERS_WINDOW_MS = 5000;

export interface TestClick {
  readonly user: string;
  readonly atMs: number;
}

export type TestVerdict<Click extends TestClick> =
  | { readonly kind: "first"; readonly recent: readonly Click[] }
  | { readonly kind: "repeats"; readonly first: Click }
  | { readonly kind: "too-soon"; readonly retryAfterSeconds: number };

/** `recent` are the first clicks of a printer's last tests: at most one of each person. */
export function judgeTestClick<Click extends TestClick>(
  recent: readonly Click[],
  click: Click,
): TestVerdict<Click> {
  const still = recent.filter((other) => age(other, click) < OWN_WINDOW_MS);
  const first = still.find(({ user }) => user === click.user);
  if (first) return { kind: "repeats", first };
  const waitMs = Math.max(0, ...still.map((other) => OTHERS_WINDOW_MS - age(other, click)));
  if (waitMs > 0) return { kind: "too-soon", retryAfterSeconds: Math.ceil(waitMs / 1000) };
  return { kind: "first", recent: [...still, click] };
}

/** Orchestrators' clocks differ a little: what seems to come from the future is new. */
const age = (other: TestClick, click: TestClick) => Math.max(0, click.atMs - other.atMs);
