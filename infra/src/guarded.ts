import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { ownProgram } from "./paths.ts";

export type StopSignal = "SIGTERM" | "SIGINT";

export type Guarded = {
  guard: ChildProcess;
  /** The program's own pid, known once it has been spawned. */
  pid: Promise<number>;
};

export const guardArgs = (
  signal: StopSignal,
  command: string,
  args: readonly string[],
): string[] => [ownProgram("guard"), signal, command, ...args];

/** Runs a foreign program behind a guard process, so that it never outlives us. */
export function spawnGuarded(
  command: string,
  args: readonly string[],
  { signal, stdout, env }: { signal: StopSignal; stdout: number; env?: NodeJS.ProcessEnv },
): Guarded {
  const stdio: StdioOptions = ["ignore", stdout, stdout, "ipc"];
  const guard = spawn(process.execPath, guardArgs(signal, command, args), {
    stdio,
    env: env ?? process.env,
  });
  return { guard, pid: programPid(guard) };
}

/** Resolves when the guard, and with it the program, has gone. */
export async function endGuarded({ guard, pid }: Guarded): Promise<void> {
  if (guard.exitCode !== null || guard.signalCode !== null) return killOrphan(pid);
  const exited = once(guard, "exit");
  guard.kill("SIGTERM");
  await exited;
}

// A guard that was itself killed by SIGKILL cannot take its program along.
async function killOrphan(pid: Promise<number>): Promise<void> {
  try {
    process.kill(await pid, "SIGKILL");
  } catch {
    // it went with its guard
  }
}

function programPid(guard: ChildProcess): Promise<number> {
  const pid = new Promise<number>((resolve, reject) => {
    guard.once("message", (message) => resolve((message as { pid: number }).pid));
    guard.once("exit", () => reject(new Error("the program could not be started")));
  });
  pid.catch(() => {});
  return pid;
}
