/** A process of its own for one device file: a device that never answers blocks a thread for good, and must not be ours. */
import { createReadStream, openSync, writeSync } from "node:fs";
import { constants } from "node:fs";

const [path = "", mode] = process.argv.slice(2);
const tell = (message: object) => process.send?.(message);

try {
  const fd = openSync(path, mode === "both" ? constants.O_RDWR : constants.O_WRONLY);
  tell({ opened: true });
  if (mode === "both") createReadStream("", { fd, autoClose: false }).pipe(process.stdout);
  for await (const bytes of process.stdin) writeAll(fd, bytes as Buffer);
  tell({ written: true });
} catch (error) {
  tell({ failed: error instanceof Error ? error.message : "?" });
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let left = bytes; left.length > 0;) left = left.subarray(writeSync(fd, left));
}
