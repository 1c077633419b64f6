import type { Scale } from "./run.ts";

export function scaleTable({ fanOut, growth, storm }: Scale): string {
  const bytes = Object.entries(growth.bytesAPrint).map(([name, n]) => `${name} ${n.toFixed(0)}`);
  return [
    ...fanOut.map(
      ({ screens, spread, processorMs }) =>
        `${screens} screens: the last is told ${spread.p50.toFixed(1)} ms after whoever asked (p99 ${spread.p99.toFixed(1)}); ${processorMs.toFixed(1)} ms of processor a print`,
    ),
    `bytes a print: ${bytes.join(", ")}`,
    `the projector while ${growth.perSecond.toFixed(0)} prints/s: ${growth.lag.p50} events behind (p99 ${growth.lag.p99}); level ${growth.caughtUp.seconds.toFixed(2)} s after the last print`,
    `${storm.back} of ${storm.agents} agents back after a gateway's death: p50 ${storm.returned.p50.toFixed(0)} ms, p99 ${storm.returned.p99.toFixed(0)} ms, the slowest ${storm.slowestMs.toFixed(0)} ms`,
  ].join("\n");
}
