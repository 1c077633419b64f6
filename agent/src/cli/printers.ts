import { findAll } from "../discovery/app/look-around.ts";
import { sourcesOf } from "../discovery/discover.ts";
import { discoverySettings, EVERYWHERE } from "../discovery/config.ts";
import { wordsOf, type Found } from "../discovery/domain/found.ts";
import { readConfig } from "@printermaster/runtime";
import { z } from "zod";
import { RunningAgent } from "./running-agent.ts";
import { dataFolder } from "./settings.ts";
import { table } from "./table.ts";

export async function printers(search: boolean, json: boolean): Promise<void> {
  if (search) return tell(await look(), json, found);
  const { printers } = await RunningAgent.at(dataFolder()).status();
  tell(printers, json, (list) => [
    ["id", "name", "kind", "place", "state", "reasons", "waiting", "known by"],
    ...list.map(({ printerId, name, kind, place, state, reasons, waiting, source }) => {
      return [printerId, name, kind, place, state, reasons.join(","), `${waiting}`, source];
    }),
  ]);
}

/** Here and now, also without an agent; what it finds is not kept. */
function look(): Promise<Found[]> {
  const config = readConfig(z.object(discoverySettings), process.env);
  const sources = config.PM_DISCOVERY ?? EVERYWHERE;
  const ranges = { ranges: config.PM_DISCOVERY_RANGES, rangePort: config.PM_DISCOVERY_PORT };
  return findAll(sourcesOf({ sources, ...ranges }));
}

const found = (list: readonly Found[]): string[][] => [
  ["name", "kind", "place", "found by", "identity"],
  ...list.map(({ name, kind, place, source, identity }) => [
    name,
    kind,
    wordsOf(place),
    source,
    identity,
  ]),
];

function tell<T>(
  list: readonly T[],
  json: boolean,
  rowsOf: (list: readonly T[]) => string[][],
): void {
  if (json) process.stdout.write(`${JSON.stringify(list, undefined, 2)}\n`);
  else if (list.length === 0) process.stdout.write("No printers.\n");
  else process.stdout.write(table(rowsOf(list)));
}
