import type { Cost } from "./cost.ts";
import type { Shapes } from "./run.ts";

export function shapesTable({ processes, logs, crowds }: Shapes): string {
  return [
    row("shape", "p50", "p99", "prints/s", "s/1,000"),
    ...processes.map((one) =>
      costRow(`${one.gateways} gateways, ${one.orchestrators} orchestrators`, one),
    ),
    ...crowds.map((one) =>
      costRow(`${one.agents} agents (gateway ${one.gatewayMb.toFixed(0)} MB)`, one),
    ),
    ...logs.map((one) =>
      costRow(`${one.events} events (up in ${one.startSeconds.toFixed(1)} s)`, one),
    ),
    ...logs
      .filter(({ caughtUp }) => caughtUp.events > 1000)
      .map(
        ({ caughtUp: { events, perSecond } }) =>
          `the projector caught up ${events} events at ${perSecond.toFixed(0)}/s`,
      ),
  ].join("\n");
}

const costRow = (label: string, { told, perSecond, processor }: Cost): string =>
  row(label, told.p50.toFixed(2), told.p99.toFixed(2), perSecond.toFixed(0), processor.toFixed(1));

const row = (label: string, ...cells: readonly string[]): string =>
  label.padEnd(36) + cells.map((cell) => cell.padStart(10)).join("");
