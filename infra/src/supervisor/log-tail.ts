import { readFileSync } from "node:fs";

export function logTail(file: string, lines = 15): string {
  const text = readFileSync(file, "utf8").trimEnd();
  return text
    .split("\n")
    .slice(-lines)
    .map((line) => `  | ${line}`)
    .join("\n");
}
