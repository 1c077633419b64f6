/** One agent that nobody restarts, for an hour under load, while everything around it fails. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { flatnessOf, type Flatness } from "./agent-alone/flatness.ts";
import { Watch } from "./agent-alone/watch.ts";
import { aloneCourse } from "./courses.ts";
import { faultRun } from "./fault-run.ts";
import { reportOf, table, writeFindings, type Report } from "./report.ts";
import type { Run } from "./run.ts";

export interface AgentAlone extends Report {
  readonly minutes: number;
  readonly flatness: Flatness;
  /** What its disk still owes to the printer or to the cloud after the end. */
  readonly owed: number;
}

export async function runAgentAlone(
  { results, signal, say }: Run,
  { seed, minutes }: { seed: number; minutes: number },
): Promise<boolean> {
  const folder = join(results, `agent-alone-${seed}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  say(`seed ${seed}: npm run faults -- --agent-alone --seed ${seed} --minutes ${minutes}`);
  const spool = join(folder, "stack", "agents", "agent1");
  let watch: Watch | undefined;
  const outcome = await faultRun({
    ...aloneCourse(seed, minutes),
    seed,
    folder,
    signal,
    say,
    opened: ({ stack }) => (watch = new Watch(stack, "agent-1", spool)),
    calm: () => watch?.stop(),
  }).finally(() => watch?.stop());
  const report = reportOf({ ...outcome, neverSeen: [] }, seed);
  const flatness = flatnessOf(watch?.samples ?? []);
  const owed = owedBy(spool);
  const holds = report.holds && flatness.against.length === 0 && owed === 0;
  const alone: AgentAlone = { ...report, holds, minutes, flatness, owed };
  writeFileSync(join(results, "agent-alone.json"), JSON.stringify(alone, undefined, 1) + "\n");
  console.log(table(report));
  console.log({ flatness, owed, holds });
  if (holds) rmSync(folder, { recursive: true, force: true });
  else {
    writeFileSync(join(folder, "samples.json"), JSON.stringify(watch?.samples));
    writeFindings(folder, outcome);
  }
  return holds;
}

function owedBy(spool: string): number {
  const file = new DatabaseSync(join(spool, "spool.db"), { readOnly: true });
  const owed = "select count(*) as owed from work where report is null or report = 'waiting'";
  try {
    return Number(file.prepare(owed).get()?.["owed"]);
  } finally {
    file.close();
  }
}
