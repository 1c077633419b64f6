/** What one process holds of the machine, looked at all the time: memory, files, the size of its spool. */
import type { Stack } from "@printermaster/infra";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

export interface Sample {
  readonly atMs: number;
  readonly pid: number;
  readonly residentKb: number;
  readonly files: number;
  readonly spoolKb: number;
}

const EVERY_MS = 5000;

export class Watch {
  readonly samples: Sample[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor({ processes }: Pick<Stack, "processes">, name: string, spool: string) {
    const began = performance.now();
    const look = () => {
      const pid = processes().find((one) => one.name === name)?.pid;
      if (pid === undefined) return;
      const atMs = Math.round(performance.now() - began);
      this.samples.push({ atMs, pid, ...heldBy(pid), spoolKb: sizeKb(spool) });
    };
    look();
    this.#timer = setInterval(look, EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

function heldBy(pid: number) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return {
    residentKb: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]),
    files: readdirSync(`/proc/${pid}/fd`).length,
  };
}

/** With what is still in its write-ahead log. */
function sizeKb(spool: string): number {
  const names = ["spool.db", "spool.db-wal"];
  const bytes = names.map((name) => statSync(join(spool, name), { throwIfNoEntry: false })?.size);
  return Math.round(bytes.reduce<number>((sum, one = 0) => sum + one, 0) / 1024);
}
