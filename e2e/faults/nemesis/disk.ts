/** A full disk for one process alone: files may grow no further, so writing fails as it would then. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

export type Undo = () => void | Promise<void>;

const run = promisify(execFile);

/** With util-linux, which every Debian has; elsewhere the fault is skipped. */
export async function fillDisk(pid: number): Promise<Undo> {
  await limit(pid, "1:unlimited");
  return () => limit(pid, "unlimited:unlimited").catch(() => {}); // it may have ended
}

async function limit(pid: number, fsize: string): Promise<void> {
  await run("prlimit", ["--pid", String(pid), `--fsize=${fsize}`]);
}
