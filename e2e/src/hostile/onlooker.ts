/** Others' latencies while a gateway is attacked. */
import { readFileSync } from "node:fs";
import { companion } from "./companion.ts";

export interface Felt {
  readonly answers: number;
  readonly p50: number;
  readonly p99: number;
  readonly failures: readonly string[];
}

export interface Noted {
  readonly took: readonly number[];
  readonly failures: readonly string[];
}

export function feltIn({ took, failures }: Noted): Felt {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  return { answers: sorted.length, p50: at(0.5), p99: at(0.99), failures };
}

export function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

export async function lookOn(work: { url: string; token: string; branch: string }) {
  const polite = await companion<"tell", Noted>("./polite-client.ts", work);
  /** Since it was asked last. */
  return { noted: () => polite.ask("tell"), stop: polite.stop };
}
