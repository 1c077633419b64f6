/** Which sources are asked, by what was configured; again and again. */
import { pause, sha256, type Log } from "@printermaster/runtime";
import { addressRanges } from "./adapters/address-ranges.ts";
import { cupsQueues } from "./adapters/cups-queues.ts";
import { deviceFiles } from "./adapters/device-files.ts";
import { announcedPrinters } from "./adapters/mdns.ts";
import { rosterFile } from "./adapters/roster-file.ts";
import { lookAround, type Source } from "./app/look-around.ts";
import type { DiscoveryConfig } from "./config.ts";
import type { RosterChange } from "./domain/roster.ts";

export interface Discovery {
  readonly config: DiscoveryConfig;
  readonly folder: string;
  readonly taken: ReadonlySet<string>;
  readonly onChange: (change: RosterChange) => void;
  readonly log: Log;
}

const EVERY_MS = 60_000;

export function sourcesOf({ sources, ranges, rangePort }: DiscoveryConfig): Source[] {
  const named = { cups: cupsQueues, devices: () => deviceFiles(), mdns: announcedPrinters };
  const chosen: Source[] = sources.map((name) => named[name]);
  return ranges.length === 0 ? chosen : [...chosen, addressRanges(ranges, rangePort)];
}

/** What is known already joins at once: it may be switched off just now, and its work waits for it all the same. */
export function startDiscovery({ config, folder, taken, onChange, log }: Discovery) {
  const sources = sourcesOf(config);
  const stopped = new AbortController();
  if (sources.length === 0) return { stop: () => undefined };
  const roster = rosterFile(folder);
  for (const printer of roster.read()) onChange({ type: "PrinterFound", printer });
  const look = async () => {
    while (!stopped.signal.aborted) {
      await lookAround({ sources, roster, taken, sha256, onChange, log });
      await pause(EVERY_MS * (0.9 + Math.random() / 5), stopped.signal);
    }
  };
  void look().catch((error: unknown) =>
    log.error({ event: "discovery", err: error }, "looks no more"),
  );
  return { stop: () => stopped.abort() };
}
