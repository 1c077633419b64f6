import { readFileSync } from "node:fs";

/** Names a process so that a later one with the same number is not taken for it. */
export const identify = (pid: number): string => `${pid} ${startedAt(pid)}`.trim();

/** Whether the process that was named so still lives. */
export function stillLives(identity: string): boolean {
  const pid = Number.parseInt(identity, 10);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return identify(pid) === identity;
}

// Field 22 of /proc/<pid>/stat, in clock ticks since boot; the name before it may hold spaces and brackets.
// A zombie has ended, whatever kill says.
function startedAt(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? "ended" : (fields[19] ?? "");
  } catch {
    return "";
  }
}
