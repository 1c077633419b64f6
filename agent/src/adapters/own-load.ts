/** What this process costs, since it was last asked. */
import { monitorEventLoopDelay } from "node:perf_hooks";

const RESOLUTION_MS = 100;

export function watchOwnLoad() {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  let usage = process.cpuUsage();
  let at = performance.now();
  return () => {
    const used = process.cpuUsage(usage);
    const now = performance.now();
    const cpu = (used.user + used.system) / 1000 / Math.max(1, now - at);
    const delayMs = Math.max(0, delays.max / 1e6 - RESOLUTION_MS);
    usage = process.cpuUsage();
    at = now;
    delays.reset();
    return {
      uptimeSeconds: Math.round(process.uptime()),
      cpu: rounded(cpu, 1000),
      memoryMb: rounded(process.memoryUsage.rss() / 1_048_576, 10),
      delayMs: rounded(delayMs, 10),
    };
  };
}

/** Sampled by whoever sends heartbeats; whoever only shows it must not begin a new span of time. */
export function latestLoad(watch: ReturnType<typeof watchOwnLoad>) {
  let latest = watch();
  return { sample: () => (latest = watch()), latest: () => latest };
}

const rounded = (value: number, parts: number): number => Math.round(value * parts) / parts;
