/** `npm run faults` as a test, much smaller; PM_FAULTS_SEED repeats one. */
import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { shortCourse } from "../faults/courses.ts";
import { faultRun } from "../faults/fault-run.ts";
import { writeFindings } from "../faults/report.ts";

it("under fire, nothing is lost and nothing printed twice in silence", async ({ signal }) => {
  const seed = Number(process.env["PM_FAULTS_SEED"] ?? randomInt(2 ** 32));
  const folder = await mkdtemp(join(tmpdir(), "printermaster-faults-"));
  const told: string[] = [];
  const say = (line: string) => void told.push(line);
  const outcome = await faultRun({ ...shortCourse(seed), seed, folder, signal, say });
  const { verdict, neverSeen } = outcome;
  const isGood = verdict.holds && neverSeen.length === 0;
  if (isGood) await rm(folder, { recursive: true, force: true });
  else writeFindings(folder, outcome);
  expect(verdict.findings, `seed ${seed}; see ${folder}\n${told.join("\n")}`).toEqual(
    Object.fromEntries(Object.keys(verdict.findings).map((name) => [name, []])),
  );
  expect(neverSeen).toEqual([]);
  expect(verdict.counts.accepted).toBeGreaterThan(20);
}, 180_000);
