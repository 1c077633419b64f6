/** `run.ts [--rounds 20]`: kills our agent at every step of a print, a line for each kill. */
import { parseArgs } from "node:util";
import { tellTruthAfterCrashes } from "./truth-after-crashes.ts";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "1" } } });
const against = await tellTruthAfterCrashes(
  Number(values.rounds),
  (line) => void process.stdout.write(`${line}\n`),
);
process.exitCode = against.length > 0 ? 1 : 0;
