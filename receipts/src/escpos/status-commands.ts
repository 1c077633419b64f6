// Questions to the printer and real-time orders.
import { args, at, digit } from "./arguments.ts";
import type { Bytes } from "./arguments.ts";
import { command, DLE, ESC, GS, markless, question } from "./command.ts";
import type { Command } from "./command.ts";
import type { Paper } from "../paper.ts";

const EOT = "\x04";
const ENQ = "\x05";
const DC4 = "\x14";
/** `DLE DC4 fn`, by function: pulse, switch off, buzzer, ask, clear the buffer. */
const DC4_ARGUMENTS: Readonly<Record<number, number>> = { 1: 3, 2: 3, 3: 6, 7: 2, 8: 8 };

export const STATUS_COMMANDS: readonly Command[] = [
  // Ink and the like have a second argument.
  question(
    DLE,
    EOT,
    "real-time status",
    (seen) => (seen.length < 3 ? undefined : hasSecond(at(seen, 2)) ? 4 : 3),
    (paper, bytes) => paper.status("real-time", at(bytes, 2), bytes),
  ),
  command(DLE, ENQ, "real-time request", args(1), markless),
  command(
    DLE,
    DC4,
    "real-time order",
    (seen) => (seen.length < 3 ? undefined : 2 + (DC4_ARGUMENTS[at(seen, 2)] ?? 1)),
    (paper, bytes) => {
      if (at(bytes, 2) === 1) paper.draw({ kind: "drawer", pin: at(bytes, 3) === 1 ? 5 : 2 });
      else if (at(bytes, 2) === 3) paper.draw({ kind: "buzzer" });
      else paper.unknown(bytes, "real-time order");
    },
  ),
  question(GS, "r", "status", args(1), (paper, bytes) =>
    paper.status("sensors", digit(bytes, 2), bytes),
  ),
  question(GS, "I", "identity", args(1), (paper, bytes) =>
    paper.status("identity", at(bytes, 2), bytes),
  ),
  question(GS, "a", "automatic status", args(1), (paper, bytes) =>
    paper.status("automatic", at(bytes, 2), bytes),
  ),
  command(GS, "j", "automatic status of ink", args(1), markless),
  question(ESC, "v", "paper sensor", args(0), (paper, bytes) => paper.status("sensors", 1, bytes)),
  question(ESC, "u", "drawer sensor", args(1), (paper, bytes) => paper.status("sensors", 2, bytes)),
  command(GS, ":", "macro", args(0)),
  command(GS, "^", "macro", args(3)),
];

const hasSecond = (n: number): boolean => n === 7 || n === 8 || n === 18;

/** A question that shares its first two bytes with commands that are none. */
export function isProcessId([prefix, operation, extension]: Bytes): boolean {
  return prefix === GS && operation === 0x28 && extension === 0x48;
}

/** `GS ( H pL pH fn m d1 d2 d3 d4`: answered with these four when all before is printed. Function 49 only switches an answer on. */
export function processId(paper: Paper, bytes: Bytes): void {
  const id = bytes.slice(7, 11);
  if (digit(bytes, 5) === 0 && id.length === 4)
    paper.status("process-id", 0, bytes, String.fromCharCode(...id));
  else if (digit(bytes, 5) !== 1) paper.unknown(bytes, "process id");
}
