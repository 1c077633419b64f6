import { readFileSync } from "node:fs";
import { defaultDeadlineSeconds, JobEventType } from "@printermaster/contracts";
import { describe, expect, it } from "vitest";
import { accepts } from "../src/jobs/domain/print-job.ts";

const page = readFileSync(new URL("../../docs/life-of-a-print.md", import.meta.url), "utf8");
const section = (title: string) => page.split(`## ${title}\n`)[1]!.split("\n## ")[0]!;
const rows = (title: string) =>
  section(title)
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").map((cell) => cell.trim().replaceAll("`", "")));

describe("docs/life-of-a-print.md", () => {
  it("tells what is taken in which state as the table has it", () => {
    const told = rows("What is taken in which state").map(([, status, commands]) => [
      status,
      commands === "" ? [] : commands!.split(", "),
    ]);
    expect(Object.fromEntries(told)).toEqual(accepts);
  });

  it("tells every event, and no other", () => {
    expect(rows("What is told").map(([, event]) => event)).toEqual(JobEventType.options);
  });

  it("tells the deadlines as they are", () => {
    for (const [name, seconds] of Object.entries(defaultDeadlineSeconds))
      expect(section("Timers")).toContain(`${name} ${seconds} s`);
  });
});
