#!/usr/bin/env node
/** The agent as a command: `pair CODE` once, then without anything. */
const [command, ...rest] = process.argv.slice(2);
// oxlint-disable-next-line no-restricted-imports -- this is its command
if (command === undefined) await import("./main.ts");
else if (command === "pair" && rest.length === 1) await import("./pair.ts");
else {
  process.stderr.write("Usage: printermaster-agent [pair CODE]\n");
  process.exitCode = 2;
}
