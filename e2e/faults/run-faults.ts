import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fullCourse } from "./courses.ts";
import { faultRun } from "./fault-run.ts";
import { reportOf, table, writeFindings } from "./report.ts";
import type { Run } from "./run.ts";

/** Whether nothing that must not be was found, and everything that must be was seen. */
export async function runFaults(
  { results, signal, say }: Run,
  { seed, minutes, keep }: { seed: number; minutes: number; keep: boolean },
): Promise<boolean> {
  const folder = join(results, `seed-${seed}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  say(`seed ${seed}: npm run faults -- --seed ${seed} --minutes ${minutes}`);
  const outcome = await faultRun({ ...fullCourse(seed, minutes), seed, folder, signal, say });
  const report = reportOf(outcome, seed);
  writeFileSync(join(results, `faults-${seed}.json`), JSON.stringify(report, undefined, 1) + "\n");
  console.log(table(report));
  if (report.holds && !keep) rmSync(folder, { recursive: true, force: true });
  else {
    writeFindings(folder, outcome);
    say(`seed, schedule, ledgers, logs and timelines are in ${folder}`);
  }
  return report.holds;
}
