/** Everything that anybody wrote about one job, in the order of time: ledgers, faults, and each process's log. */
import { nameOf } from "./nemesis/fault.ts";
import type { Outcome } from "./fault-run.ts";
import type { LogLine } from "./logs.ts";

interface Moment {
  readonly at: number;
  readonly who: string;
  readonly what: string;
}

export function timeline(
  key: string,
  { entries, faults }: Pick<Outcome, "entries" | "faults">,
  lines: readonly LogLine[],
): string {
  const own = entries.filter((entry) => entry.key === key);
  const ids = new Set(own.flatMap((entry) => ("jobId" in entry ? [entry.jobId] : [])));
  const moments: Moment[] = [
    ...own.map(({ at, type, ...what }) => ({ at, who: "ledger", what: told(type, what) })),
    ...faults.map(({ at, fault, skipped }) => ({
      at,
      who: "nemesis",
      what: told(nameOf(fault), { ...fault, ...(skipped && { skipped }) }),
    })),
    ...lines.filter((line) => [...ids].some((id) => JSON.stringify(line).includes(id))).map(logged),
  ];
  moments.sort((a, b) => a.at - b.at);
  return moments
    .map(({ at, who, what }) => `${new Date(at).toISOString()}  ${who.padEnd(15)} ${what}\n`)
    .join("");
}

function logged({ process, time, event, ...rest }: LogLine): Moment {
  const at = typeof time === "number" ? time : Date.parse(String(time));
  const { level: _, pid: __, hostname: ___, msg, ...what } = rest;
  return { at, who: process, what: told(event ?? String(msg), what) };
}

const told = (name: string, what: object): string =>
  `${name.padEnd(18)} ${JSON.stringify(what).replaceAll('"', "")}`;
