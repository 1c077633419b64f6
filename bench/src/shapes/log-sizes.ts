/** One stack, whose log grows between its starts. */
import { join } from "node:path";
import type { Bench } from "../bench.ts";
import { costOfAPrint, type Cost } from "./cost.ts";
import { fillLog, readTemplate, type Template } from "./fill-log.ts";
import { catchUp, watchProjector, type CaughtUp } from "./projector.ts";
import { openStage } from "./stage.ts";

export interface LogCost extends Cost {
  readonly events: number;
  readonly startSeconds: number;
  readonly caughtUp: CaughtUp;
}

const ONE_OF_EACH = { gateways: 1, orchestrators: 1, agents: 1 };

export async function costByLog(
  place: string,
  sizes: readonly number[],
  { signal, say }: Bench,
): Promise<LogCost[]> {
  const dataDir = join(place, "log");
  const costs: LogCost[] = [];
  let template: Template | undefined;
  for (const size of sizes) {
    if (template) await fillLog(dataDir, template, size);
    const begun = performance.now();
    const stage = await openStage({ ...ONE_OF_EACH, dataDir, signal });
    const startSeconds = (performance.now() - begun) / 1000;
    try {
      const watch = await watchProjector(stage.stack);
      const caughtUp = await catchUp(watch, signal);
      if (caughtUp.left > 0) await watch.skipToEnd();
      await watch.close();
      const cost = await costOfAPrint(stage.ours, signal);
      costs.push({ events: size, startSeconds, caughtUp, ...cost });
      template ??= await readTemplate(stage.stack.natsUrl);
      say(`${size} events: ${cost.told.p50.toFixed(2)} ms, up after ${startSeconds.toFixed(1)} s`);
    } finally {
      await stage.close();
    }
  }
  return costs;
}
