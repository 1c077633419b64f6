import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { classes } from "./checker/check.ts";
import { sabotagedCourse } from "./courses.ts";
import { faultRun } from "./fault-run.ts";
import type { Run } from "./run.ts";
import { sabotages } from "./sabotage/sabotages.ts";

export interface SabotageResult {
  readonly name: string;
  readonly breaks: string;
  readonly found: readonly string[];
  readonly isFound: boolean;
}

/** Whether each sabotage was found out as what it is. */
export async function runSabotages(
  { results, signal, say }: Run,
  { seed, names }: { seed: number; names: readonly string[] },
): Promise<boolean> {
  const all: SabotageResult[] = [];
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
    const found = classes.filter((one) => verdict.findings[one].length > 0);
    const { breaks } = sabotages[name]!;
    const isFound = verdict.findings[breaks].length > 0;
    console.log(
      `${name.padEnd(24)} ${isFound ? "found" : "MISSED"}: ${found.join(", ") || "nothing"}`,
    );
    if (isFound) rmSync(folder, { recursive: true, force: true });
    const result: SabotageResult = { name, breaks, found, isFound };
    writeFileSync(`${folder}.json`, JSON.stringify(result, undefined, 1) + "\n");
    all.push(result);
  }
  return all.every(({ isFound }) => isFound);
}
