/** What agents that have nothing to do cost the gateway they hang on. */
import { pause } from "@printermaster/runtime";
import type { Identity } from "./idle-agent.ts";
import type { Scene } from "./scene.ts";

export interface Entrance {
  readonly seconds: number;
  readonly perSecond: number;
  /** Of the gateway, for each. */
  readonly cpuMs: number;
}

/** What is resident of a gateway. */
export interface Memory {
  readonly asItRanKb: number;
  readonly collectedKb: number;
}

export interface Idle {
  readonly empty: Memory;
  readonly full: Memory;
  /** Like with like: the more of full and empty, both as they ran and both after a collection. */
  readonly kbPerAgent: Memory;
  readonly subscriptionsPerAgent: number;
  readonly windowSeconds: number;
  /** Of one core. */
  readonly cpuShare: number;
  readonly lost: number;
}

const OWN = 0;
/** Three pings of each, and a heartbeat. */
const IDLE_WINDOW_MS = 30_000;
const SETTLED_BY_MS = 15_000;

export async function enter(scene: Scene, agents: number): Promise<Entrance> {
  const [url = ""] = scene.gatewayUrls;
  const before = await scene.observe(OWN);
  const started = performance.now();
  await scene.order({ enter: { url, identities: identitiesOf(scene, agents) } });
  const seconds = (performance.now() - started) / 1000;
  const { cpuMs } = await scene.observe(OWN);
  return { seconds, perSecond: agents / seconds, cpuMs: (cpuMs - before.cpuMs) / agents };
}

/** In turns, so that those who come together are not all of one branch, and do not contend for one licence. */
export function identitiesOf({ company }: Pick<Scene, "company">, agents: number): Identity[] {
  return Array.from({ length: agents }, (_, number) => {
    const licence = company.licences[number % company.licences.length];
    if (!licence) throw new Error("there is no licence");
    const { key: licenseKey, branchId } = licence;
    return { deviceId: `d${number}`, companyId: company.company.id, branchId, licenseKey };
  });
}

export interface Empty extends Memory {
  readonly subscriptions: number;
}

/** The gateway that they will hang on, with nobody in it. */
export async function empty(scene: Scene): Promise<Empty> {
  const { subscriptions } = await scene.observe(OWN);
  return { ...(await memoryOf(scene)), subscriptions };
}

async function memoryOf({ observe, collectGarbage }: Scene): Promise<Memory> {
  const { residentKb: asItRanKb } = await observe(OWN);
  await collectGarbage(OWN);
  return { asItRanKb, collectedKb: (await observe(OWN)).residentKb };
}

export async function idle(
  scene: Scene,
  before: Empty,
  agents: number,
  signal: AbortSignal,
): Promise<Idle> {
  await pause(SETTLED_BY_MS, signal);
  const from = await scene.observe(OWN);
  const started = performance.now();
  await pause(IDLE_WINDOW_MS, signal);
  const to = await scene.observe(OWN);
  const windowMs = performance.now() - started;
  const { lost } = await scene.order({ count: true });
  const full = await memoryOf(scene);
  const kbPerAgent = {
    asItRanKb: (full.asItRanKb - before.asItRanKb) / agents,
    collectedKb: (full.collectedKb - before.collectedKb) / agents,
  };
  return {
    empty: { asItRanKb: before.asItRanKb, collectedKb: before.collectedKb },
    full,
    kbPerAgent,
    subscriptionsPerAgent: (to.subscriptions - before.subscriptions) / agents,
    windowSeconds: windowMs / 1000,
    cpuShare: (to.cpuMs - from.cpuMs) / windowMs,
    lost,
  };
}
