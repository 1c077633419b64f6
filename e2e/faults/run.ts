// `npm run faults`: one of the runs, by its arguments.
import { randomInt } from "node:crypto";
import { join } from "node:path";
import { BadArguments, readArguments, USAGE, type Choice } from "./arguments.ts";
import { runAgentAlone } from "./run-agent-alone.ts";
import { runFaults } from "./run-faults.ts";
import { writePage } from "./page.ts";
import { runSeedLoad } from "./run-seed-load.ts";
import { runSabotages } from "./run-sabotages.ts";

export interface Run {
  /** Where runs keep what they write. */
  readonly results: string;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

const ending = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"])
  process.on(signal, () => ending.abort());
// Hearing of its end must not keep us alive.
process.channel?.unref();

const started = performance.now();
const say = (line: string): void =>
  console.error(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}`);
const run: Run = { results: join(import.meta.dirname, "results"), signal: ending.signal, say };

try {
  const choice = readArguments(process.argv.slice(2), randomInt(2 ** 32));
  if (choice === "help") console.log(USAGE);
  else process.exitCode = (await chosen(choice)) ? 0 : 1;
} catch (error) {
  if (ending.signal.aborted) process.exit(130);
  console.error(error instanceof BadArguments ? `${error.message}\n\n${USAGE}` : error);
  process.exit(error instanceof BadArguments ? 2 : 1);
}

async function chosen(choice: Choice): Promise<boolean> {
  switch (choice.mode) {
    case "faults":
      return await runFaults(run, choice);
    case "sabotage":
      return await runSabotages(run, choice);
    case "seed-load":
      return await runSeedLoad(run, choice);
    case "agent-alone":
      return await runAgentAlone(run, choice);
    case "page":
      return writePage(run.results);
  }
}
