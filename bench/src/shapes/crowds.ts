/** Ever more agents with nothing to do on the gateway that the prints go through. */
import { join } from "node:path";
import type { Stack } from "@printermaster/infra";
import type { Bench } from "../bench.ts";
import { idleCompany, seedCompany } from "../idle-agents/company.ts";
import { startCrowd } from "../idle-agents/crowd-process.ts";
import { identitiesOf } from "../idle-agents/measure.ts";
import { costOf } from "../idle-agents/process-cost.ts";
import { costOfAPrint, type Cost } from "./cost.ts";
import { openStage } from "./stage.ts";

export interface CrowdCost extends Cost {
  readonly agents: number;
  readonly enteredPerSecond: number;
  readonly gatewayMb: number;
}

const ONE_OF_EACH = { gateways: 1, orchestrators: 1, agents: 1 };

export async function costByCrowd(
  place: string,
  sizes: readonly number[],
  { signal, say }: Bench,
): Promise<CrowdCost[]> {
  const dataDir = join(place, "crowd");
  const stage = await openStage({ ...ONE_OF_EACH, dataDir, signal });
  const crowd = await startCrowd();
  const costs: CrowdCost[] = [];
  try {
    const most = Math.max(...sizes);
    const company = idleCompany(most);
    await seedCompany(company, stage.stack.databaseUrl, dataDir);
    const identities = identitiesOf({ company }, most);
    let inside = 0;
    for (const agents of sizes) {
      const begun = performance.now();
      const more = identities.slice(inside, agents);
      await crowd.order({ enter: { url: stage.stack.gatewayUrls[0] ?? "", identities: more } });
      const enteredPerSecond = (more.length * 1000) / (performance.now() - begun);
      inside = agents;
      const cost = await costOfAPrint(stage.ours, signal);
      costs.push({ agents, enteredPerSecond, gatewayMb: await gatewayMb(stage.stack), ...cost });
      say(`${agents} agents: ${cost.told.p50.toFixed(2)} ms`);
    }
  } finally {
    await crowd.end();
    await stage.close();
  }
  return costs;
}

async function gatewayMb(stack: Stack): Promise<number> {
  const pid = stack.processes().find(({ name }) => name === "gateway-1")?.pid ?? 0;
  return (await costOf(pid)).residentKb / 1024;
}
