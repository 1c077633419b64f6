/** `npm run bench -- --idle-agents N` */
import type { Bench } from "../bench.ts";
import { thisMachine } from "../machine.ts";
import { writeResults } from "../result-file.ts";
import { broadcast } from "./broadcasts.ts";
import { empty, enter, idle } from "./measure.ts";
import { shortfallsOf, tableOf, type IdleAgentsResults } from "./results.ts";
import { openScene } from "./scene.ts";

/** What a gateway and a crowd have open besides. */
const OTHER_FILES = 500;

export async function benchIdleAgents(
  { folder, signal, say }: Bench,
  agents: number,
  json: string | undefined,
): Promise<void> {
  assertFiles(agents);
  const circumstances = { at: new Date().toISOString(), machine: await thisMachine(), agents };
  say("starting three gateways and what they need");
  const scene = await openScene(folder, agents, signal);
  let results: IdleAgentsResults;
  try {
    const before = await empty(scene);
    say("letting them in");
    const entrance = await enter(scene, agents);
    say(`all in after ${entrance.seconds.toFixed(1)} s; letting them be`);
    const idling = await idle(scene, before, agents, signal);
    say(`${idling.kbPerAgent.collectedKb.toFixed(1)} KB each; broadcasting`);
    const broadcasts = await broadcast(scene, signal);
    results = { ...circumstances, entrance, idle: idling, broadcasts };
  } finally {
    await scene.close();
  }
  console.log(`\n${tableOf(results)}\n`);
  const shortfalls = shortfallsOf(results);
  for (const shortfall of shortfalls) console.log(`NOT AS IT SHOULD BE: ${shortfall}`);
  if (shortfalls.length > 0) process.exitCode = 1;
  say(`everything is in ${await writeResults(folder, "idle-agents.json", results, json)}`);
}

function assertFiles(agents: number): void {
  const report = process.report.getReport() as unknown as Report;
  const most = Number(report.userLimits.open_files.hard);
  if (agents + OTHER_FILES > most)
    throw new Error(`${agents} connections want more open files than ${most}: see ulimit -Hn`);
}
interface Report {
  readonly userLimits: { readonly open_files: { readonly hard: number | "unlimited" } };
}
