/** The parts of the page about more of everything. */
import type { Cost } from "../shapes/cost.ts";
import type { Shapes } from "../shapes/run.ts";
import type { Scale } from "../scale/run.ts";
import { ms, row, table, whole } from "./markdown.ts";

const HEAD = ["", "told p50, ms", "p99, ms", "prints/s", "s of processor for 1,000"];

const cost = (label: string, { told, perSecond, processor }: Cost): string =>
  row(label, ms(told.p50), ms(told.p99), whole(perSecond), processor.toFixed(2));

export function shapeSection({ processes, crowds, logs }: Shapes): string {
  const caught = logs
    .filter(({ caughtUp }) => caughtUp.events > 1000)
    .map(
      ({ caughtUp: { events, perSecond } }) =>
        `The projector caught up ${whole(events)} events at ${whole(perSecond)} a second.`,
    );
  return [
    "## More of everything",
    table(HEAD, [
      ...processes.map((one) =>
        cost(`${one.gateways} gateways, ${one.orchestrators} orchestrators`, one),
      ),
      ...crowds.map((one) =>
        cost(`${whole(one.agents)} other agents; the gateway has ${whole(one.gatewayMb)} MB`, one),
      ),
      ...logs.map((one) =>
        cost(
          `${whole(one.events)} events in the log; up after ${one.startSeconds.toFixed(1)} s`,
          one,
        ),
      ),
    ]),
    ...(caught.length > 0 ? [caught.join(" ")] : []),
  ].join("\n\n");
}

export function scaleSection({ fanOut, growth, storm }: Scale): string {
  const fans = fanOut.map(({ screens, spread, processorMs }) =>
    row(whole(screens), ms(spread.p50), ms(spread.p99), processorMs.toFixed(1)),
  );
  const bytes = Object.entries(growth.bytesAPrint).map(([name, n]) => `${name} ${whole(n)}`);
  return [
    "## Scale",
    "Two gateways, two orchestrators. When the last of many screens hears that a print is out, after whoever asked for it:",
    table(["screens", "p50, ms", "p99, ms", "ms of processor a print"], fans),
    `A print adds bytes to the log: ${bytes.join(", ")}. At ${whole(growth.perSecond)} prints/s the projector is ${whole(growth.lag.p50)} events behind (p99 ${whole(growth.lag.p99)}), and level ${growth.caughtUp.seconds.toFixed(2)} s after the last one.`,
    `A gateway is killed with ${whole(storm.agents)} agents on it: ${whole(storm.back)} are back on the others, p50 ${whole(storm.returned.p50)} ms, p99 ${whole(storm.returned.p99)} ms, the slowest ${whole(storm.slowestMs)} ms; the protocol spreads them over a second.`,
  ].join("\n\n");
}
