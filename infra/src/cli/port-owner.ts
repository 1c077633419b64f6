import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Who listens on a port, as far as /proc tells: "pid 4711, node", or nothing. */
export function portOwner(port: number): string | undefined {
  try {
    const inodes = listeningInodes(port);
    const pid = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .find((candidate) => holdsOne(candidate, inodes));
    return pid && `pid ${pid}, ${readFileSync(`/proc/${pid}/comm`, "utf8").trim()}`;
  } catch {
    return undefined;
  }
}

// Columns of /proc/net/tcp: 1 is the local address, 3 the state (0A is LISTEN), 9 the inode of the socket.
function listeningInodes(port: number): Set<string> {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const rows = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) =>
    readFileSync(file, "utf8").split("\n"),
  );
  const columns = rows.map((row) => row.trim().split(/\s+/));
  const listening = columns.filter((row) => row[1]?.endsWith(`:${hex}`) && row[3] === "0A");
  return new Set(listening.map((row) => `socket:[${row[9]}]`));
}

function holdsOne(pid: string, inodes: Set<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => inodes.has(linkOf(`/proc/${pid}/fd/${fd}`)));
  } catch {
    return false;
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
