/** What agents that have nothing to do cost the gateway they hang on. */
import { pause } from "@printermaster/runtime";
import { AGENTS_A_BRANCH } from "./company.ts";
import type { Identity } from "./idle-agent.ts";
import type { Observed, Scene } from "./scene.ts";

export interface Entrance {
  readonly seconds: number;
  readonly perSecond: number;
  /** Of the gateway, for each. */
  readonly cpuMs: number;
}

export interface Idle {
  /** Garbage was collected before the first two, and not before the third. */
  readonly emptyKb: number;
  readonly residentKb: number;
  readonly uncollectedKb: number;
  readonly kbPerAgent: number;
  readonly uncollectedKbPerAgent: number;
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

function identitiesOf({ company }: Scene, agents: number): Identity[] {
  return Array.from({ length: agents }, (_, number) => {
    const licence = company.licences[Math.floor(number / AGENTS_A_BRANCH)];
    if (!licence) throw new Error("there are more agents than licences");
    const { key: licenseKey, branchId } = licence;
    return { deviceId: `d${number}`, companyId: company.company.id, branchId, licenseKey };
  });
}

/** The gateway that they will hang on, with nobody in it. */
export async function empty(scene: Scene): Promise<Observed> {
  await scene.collectGarbage(OWN);
  return await scene.observe(OWN);
}

export async function idle(
  scene: Scene,
  before: Observed,
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
  await scene.collectGarbage(OWN);
  const collected = await scene.observe(OWN);
  return {
    emptyKb: before.residentKb,
    residentKb: collected.residentKb,
    uncollectedKb: to.residentKb,
    kbPerAgent: (collected.residentKb - before.residentKb) / agents,
    uncollectedKbPerAgent: (to.residentKb - before.residentKb) / agents,
    subscriptionsPerAgent: (to.subscriptions - before.subscriptions) / agents,
    windowSeconds: windowMs / 1000,
    cpuShare: (to.cpuMs - from.cpuMs) / windowMs,
    lost,
  };
}
