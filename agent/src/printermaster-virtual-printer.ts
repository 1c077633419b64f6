#!/usr/bin/env node
/** The virtual printer as a command: `start` it, or tell one that runs what to do wrong. */
import { command } from "./virtual-printer/command.ts";

const [first = "start", ...rest] = process.argv.slice(2);
// oxlint-disable-next-line no-restricted-imports -- this is its command
if (first === "start" && rest.length === 0) await import("./virtual-printer/main.ts");
else
  process.exitCode = await command([first, ...rest], process.env, process.stdout, process.stderr);
