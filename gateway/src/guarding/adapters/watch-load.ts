import { monitorEventLoopDelay } from "node:perf_hooks";
import type { InFlight, Log } from "@printermaster/runtime";
import { afterReading, calm } from "../domain/load.ts";

export interface LoadWatch {
  readonly shedding: () => boolean;
  readonly stop: () => void;
}

const READ_EVERY_MS = 1000;
const RESOLUTION_MS = 20;

export function watchLoad(inFlight: Pick<InFlight, "count">, log: Log): LoadWatch {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  let load = calm;
  const timer = setInterval(() => {
    // It measures from tick to tick, so a loop without any delay shows its resolution.
    const delayMs = histogram.percentile(50) / 1e6 - RESOLUTION_MS;
    histogram.reset();
    const reading = { delayMs, inFlight: inFlight.count };
    const before = load.shedding;
    load = afterReading(load, reading);
    if (load.shedding !== before)
      log.warn(
        { event: "load", shedding: load.shedding, ...reading },
        "new work is refused or not",
      );
  }, READ_EVERY_MS).unref();
  return {
    shedding: () => load.shedding,
    stop() {
      clearInterval(timer);
      histogram.disable();
    },
  };
}
