// All commands that a stream may hold, by prefix and operation.
import type { Command } from "./command.ts";
import { IMAGE_COMMANDS } from "./image-commands.ts";
import { MOTION_COMMANDS } from "./motion-commands.ts";
import { STATUS_COMMANDS } from "./status-commands.ts";
import { SYMBOL_COMMANDS } from "./symbol-commands.ts";
import { TEXT_COMMANDS } from "./text-commands.ts";

const COMMANDS: readonly Command[] = [
  ...TEXT_COMMANDS,
  ...MOTION_COMMANDS,
  ...IMAGE_COMMANDS,
  ...SYMBOL_COMMANDS,
  ...STATUS_COMMANDS,
];

const table = new Map(
  COMMANDS.map((command) => [keyOf(command.prefix, command.operation), command]),
);

export function commandFor(prefix: number, operation: number): Command | undefined {
  return table.get(keyOf(prefix, operation));
}

function keyOf(prefix: number, operation: number): number {
  return (prefix << 8) | operation;
}
