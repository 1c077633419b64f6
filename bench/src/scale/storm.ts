/** A gateway dies with a thousand agents on it. */
import { pause } from "@printermaster/runtime";
import { idleCompany, seedCompany } from "../idle-agents/company.ts";
import { startCrowd } from "../idle-agents/crowd-process.ts";
import { identitiesOf } from "../idle-agents/measure.ts";
import type { Stage } from "../shapes/stage.ts";
import { summarize, type Summary } from "../statistics.ts";

export interface Storm {
  readonly agents: number;
  readonly back: number;
  /** Milliseconds from the loss of its connection to its accepted hello. */
  readonly returned: Summary;
  readonly slowestMs: number;
}

const ALL_BACK_WITHIN_MS = 60_000;

export async function storm(
  { stack }: Stage,
  agents: number,
  folder: string,
  signal: AbortSignal,
): Promise<Storm> {
  const company = idleCompany(agents);
  await seedCompany(company, stack.databaseUrl, folder);
  const crowd = await startCrowd();
  try {
    const identities = identitiesOf({ company }, agents);
    await crowd.order({ enter: { url: stack.gatewayUrls[0] ?? "", identities } });
    await crowd.order({ comeBackTo: stack.url });
    await stack.kill("gateway-1", "SIGKILL");
    const until = performance.now() + ALL_BACK_WITHIN_MS;
    let returns: readonly number[] = [];
    while (returns.length < agents && performance.now() < until) {
      await pause(250, signal);
      returns = (await crowd.order({ returns: true })).returnsMs ?? [];
    }
    const slowestMs = Math.max(...returns);
    return { agents, back: returns.length, returned: summarize(returns), slowestMs };
  } finally {
    await crowd.end();
  }
}
