// `npm run bench`: one of the benches, by its arguments.
import { dirname, join } from "node:path";
import { benchAgentIdle } from "./agent-idle/run.ts";
import { BadArguments, readArguments, USAGE, type Choice } from "./arguments.ts";
import type { Bench } from "./bench.ts";
import { benchRelay } from "./gateway-relay/run.ts";
import { benchIdleAgents } from "./idle-agents/run.ts";
import { benchSpool } from "./spool/run.ts";
import { benchEverything } from "./full.ts";
import { benchPaper } from "./paper/run.ts";
import { benchPrints } from "./prints/run.ts";
import { writePage } from "./page/write-page.ts";
import { benchScale } from "./scale/run.ts";
import { benchShapes, MANY } from "./shapes/run.ts";

const folder = join(dirname(import.meta.dirname), "results");

const ending = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"])
  process.on(signal, () => ending.abort());
// Hearing of its end must not keep us alive.
process.channel?.unref();

const started = performance.now();
const say = (line: string): void =>
  console.error(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}`);

try {
  const choice = readArguments(process.argv.slice(2));
  if (choice === "help") console.log(USAGE);
  else await run(choice, { folder, signal: ending.signal, say });
} catch (error) {
  if (ending.signal.aborted) process.exit(130);
  console.error(error instanceof BadArguments ? `${error.message}\n\n${USAGE}` : error);
  process.exit(error instanceof BadArguments ? 2 : 1);
}

async function run(choice: Choice, bench: Bench): Promise<void> {
  switch (choice.bench) {
    case "prints":
      return await benchPrints(bench, choice.settings, choice.json);
    case "idle-agents":
      return await benchIdleAgents(bench, choice.agents, choice.json);
    case "agent-idle":
      return await benchAgentIdle(bench, choice.json);
    case "spool":
      return await benchSpool(bench, choice.json);
    case "relay":
      return await benchRelay(bench, choice.json);
    case "paper":
      return await benchPaper(bench, choice.json);
    case "shapes":
      return await benchShapes(bench, MANY, choice.json);
    case "scale":
      return await benchScale(bench, choice.json);
    case "page":
      return await writePage(bench);
    case "full":
      return await benchEverything(bench, choice.settings, choice.quick);
  }
}
