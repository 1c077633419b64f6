import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { classes } from "./checker/check.ts";
import { sabotagedCourse } from "./courses.ts";
import { faultRun } from "./fault-run.ts";
import type { Run } from "./run.ts";
import { sabotages } from "./sabotage/sabotages.ts";

/** Whether each sabotage was found out as what it is. */
export async function runSabotages(
  { results, signal, say }: Run,
  { seed, names }: { seed: number; names: readonly string[] },
): Promise<boolean> {
  let missed = 0;
  for (const name of names) {
    const folder = join(results, `sabotage-${name}`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    say(`sabotage: ${name}`);
    const { verdict } = await faultRun({
      ...sabotagedCourse(seed, name),
      seed,
      folder,
      signal,
      say,
    });
    const found = classes
      .filter((one) => verdict.findings[one].length > 0)
      .map((one) => `${one} ${verdict.findings[one].length}`);
    const { breaks } = sabotages[name]!;
    const isFound = verdict.findings[breaks].length > 0;
    console.log(
      `${name.padEnd(24)} ${isFound ? "found" : "MISSED"}: ${found.join(", ") || "nothing"}`,
    );
    if (isFound) rmSync(folder, { recursive: true, force: true });
    else missed++;
  }
  return missed === 0;
}
