/** What the processes of the product wrote; evidence of what a run has reached, never of what it has kept. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

export interface LogLine {
  readonly process: string;
  readonly event?: string;
  readonly [field: string]: unknown;
}

export function readLogs(folder: string): LogLine[] {
  return readdirSync(folder).flatMap((file) => {
    const process = basename(file, ".log");
    const lines = readFileSync(join(folder, file), "utf8").split("\n");
    return lines.flatMap((line) => (line.startsWith("{") ? parsed(process, line) : []));
  });
}

function parsed(process: string, line: string): LogLine[] {
  try {
    return [{ ...(JSON.parse(line) as object), process }];
  } catch {
    return []; // cut short by a kill
  }
}
