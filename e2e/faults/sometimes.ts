/** States that a run must have reached to have proved something: one in which they never came about only looks good. */
import type { Entry } from "./ledger/entry.ts";
import type { LogLine } from "./logs.ts";

export interface Evidence {
  readonly entries: readonly Entry[];
  readonly lines: readonly LogLine[];
}

interface Sometimes {
  /** Also in the minute that is part of the tests, on whatever machine; in any full run; or only with luck, which fails nobody. */
  readonly reached: "tests" | "full" | "luck";
  readonly seen: (evidence: Evidence) => number;
}

const entries =
  (is: (entry: Entry) => boolean) =>
  ({ entries }: Evidence) =>
    entries.filter(is).length;
const lines =
  (event: string, is: (line: LogLine) => boolean = () => true) =>
  ({ lines }: Evidence) =>
    lines.filter((line) => line.event === event && is(line)).length;
const breaker = (state: string, is: (breaker: { openings?: number }) => boolean = () => true) =>
  lines("breaker", ({ breaker }) => {
    const { state: became, ...rest } = breaker as { state: string; openings?: number };
    return became === state && is(rest);
  });

export const sometimes: Readonly<Record<string, Sometimes>> = {
  "a submit without an answer": {
    reached: "full",
    seen: entries(({ type }) => type === "unanswered"),
  },
  "the same key answered with the same job": {
    reached: "full",
    seen: entries((entry) => entry.type === "accepted" && entry.replayed),
  },
  "another body under a key refused": {
    reached: "full",
    seen: entries((entry) => entry.type === "changed-body" && entry.code === "key-reused"),
  },
  "a job held": { reached: "full", seen: lines("PrintHeld") },
  "a job offered again to an agent that has it": { reached: "full", seen: lines("job-repeated") },
  "an agent that starts with work on its disk": { reached: "full", seen: lines("recovered") },
  "a begun attempt found after a restart": {
    reached: "full",
    seen: lines("recovered", ({ found }) => found === "PrintingInterrupted"),
  },
  "a waiting attempt released after a restart": { reached: "luck", seen: lines("job-released") },
  "an outcome that had to be told again": { reached: "luck", seen: lines("report-unanswered") },
  "an agent asked what became of a job": { reached: "full", seen: lines("asked") },
  "the saga taken over": { reached: "tests", seen: lines("saga-begun") },
  "a device failure": { reached: "full", seen: lines("device-failed") },
  "torn paper": { reached: "luck", seen: entries(({ type }) => type === "partial") },
  "an unknown result": { reached: "full", seen: lines("PrintUnconfirmed") },
  "a late truth": { reached: "luck", seen: lateTruths },
  "a breaker opened": { reached: "full", seen: breaker("open") },
  "a probe sent": { reached: "full", seen: breaker("half-open") },
  "a probe failed": { reached: "full", seen: breaker("open", ({ openings = 0 }) => openings > 1) },
  "a probe succeeded": { reached: "full", seen: breaker("closed") },
  "no orchestrator answered": { reached: "full", seen: lines("no-answer") },
  "the broker lost and found": {
    reached: "tests",
    seen: lines("nats", ({ status }) => status === "reconnect"),
  },
  "a screen's gap filled": { reached: "luck", seen: lines("live-gap") },
};

/** Jobs that became completed after they were told to be unknown. */
function lateTruths({ entries }: Evidence): number {
  const unknown = new Set<string>();
  let found = 0;
  for (const entry of entries) {
    if (entry.type !== "told") continue;
    if (entry.reason === "print-result-unknown") unknown.add(entry.key);
    else if (unknown.delete(entry.key)) found++;
  }
  return found;
}

export const sightings = (evidence: Evidence): Record<string, number> =>
  Object.fromEntries(Object.entries(sometimes).map(([name, { seen }]) => [name, seen(evidence)]));

export const neverSeen = (seen: Readonly<Record<string, number>>, short: boolean): string[] =>
  Object.entries(sometimes)
    .filter(([, { reached }]) => reached === "tests" || (reached === "full" && !short))
    .filter(([name]) => !seen[name])
    .map(([name]) => name);
