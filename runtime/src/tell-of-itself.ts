/** A process that is asked who it is answers with its version and load. */
import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { NatsConnection } from "@nats-io/transport-node";

export interface Process {
  readonly kind: string;
  readonly instance: string;
  /** Beside the package.json that tells its version. */
  readonly folder: URL;
}

export function tellOfItself(
  nats: NatsConnection,
  subject: string,
  { kind, instance, folder }: Process,
): void {
  const { version } = JSON.parse(readFileSync(new URL("package.json", folder), "utf8")) as {
    version: string;
  };
  const startedAt = new Date(Date.now() - process.uptime() * 1000).toISOString();
  const load = loadMeter();
  nats.subscribe(subject, {
    callback: (error, message) => {
      if (error) return;
      message.respond(JSON.stringify({ kind, instance, version, startedAt, load: load() }));
    },
  });
}

function loadMeter() {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  let cpuBefore = process.cpuUsage();
  let askedBefore = performance.now();
  return () => {
    const { user, system } = process.cpuUsage(cpuBefore);
    const passedMs = Math.max(1, performance.now() - askedBefore);
    const delayMs = Number.isFinite(delay.max) ? delay.max / 1e6 : 0;
    cpuBefore = process.cpuUsage();
    askedBefore = performance.now();
    delay.reset();
    return {
      cpu: rounded((user + system) / 1000 / passedMs) * 100,
      memoryMb: rounded(process.memoryUsage.rss() / 1024 / 1024),
      delayMs: rounded(delayMs),
    };
  };
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
