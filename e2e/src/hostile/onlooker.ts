/** Others' latencies and the gateway's memory, while it is attacked. */
import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface Felt {
  readonly answers: number;
  readonly p50: number;
  readonly p99: number;
  readonly failures: readonly string[];
}

export async function lookOn(work: { url: string; token: string; branch: string }) {
  const program = fileURLToPath(new URL("./polite-client.ts", import.meta.url));
  const child = fork(program, [JSON.stringify(work)], { execArgv: [] });
  const heard = () => new Promise<unknown>((resolve) => child.once("message", resolve));
  await heard();
  return {
    /** Since it was asked last. */
    async felt(): Promise<Felt> {
      child.send("tell");
      const { took, failures } = (await heard()) as { took: number[]; failures: string[] };
      const sorted = took.toSorted((a, b) => a - b);
      const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
      return { answers: sorted.length, p50: at(0.5), p99: at(0.99), failures };
    },
    stop: () => child.kill(),
  };
}

export function residentMegabytes(pid: number): number {
  const [, kilobytes = "0"] =
    /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}
