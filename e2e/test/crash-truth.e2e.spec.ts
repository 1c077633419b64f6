/** A bug here would look like: a ticket that is lost, doubled, or told as printed although it is not, after a power cut. */
import { expect, it } from "vitest";
import { tellTruthAfterCrashes } from "../src/crash-truth/truth-after-crashes.ts";

/** 20 for the figure of the issue. */
const ROUNDS = Number(process.env["PM_CRASH_ROUNDS"] ?? 1);

it(
  "killed at any step of a print, the agent loses none, doubles none, and says what it cannot know",
  {
    timeout: ROUNDS * 600_000,
  },
  async () => {
    const lines: string[] = [];
    const against = await tellTruthAfterCrashes(ROUNDS, (line) => lines.push(line));
    expect(against, lines.join("\n")).toEqual([]);
    expect(lines.at(-1)).toMatch(/^\d+ kills at (2\d|3\d) steps/);
  },
);
