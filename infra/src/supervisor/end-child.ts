import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

export async function endChild(
  child: ChildProcess,
  signal: NodeJS.Signals,
  killAfterMs: number,
  killProgram: () => void,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, "exit");
  child.kill(signal);
  // A process frozen by SIGSTOP would not notice before.
  child.kill("SIGCONT");
  const killing = setTimeout(() => {
    killProgram();
    child.kill("SIGKILL");
  }, killAfterMs);
  await exited;
  clearTimeout(killing);
}
