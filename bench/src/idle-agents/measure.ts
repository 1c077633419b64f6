/** What ten thousand agents that have nothing to do cost the gateway they hang on, and what a branch's news cost the others. */
import { pause } from "@printermaster/runtime";
import { AGENTS_A_BRANCH } from "./company.ts";
import type { Identity } from "./idle-agent.ts";
import type { Observed, Scene } from "./scene.ts";
import { openScreen } from "./screen.ts";

export interface Entrance {
  readonly seconds: number;
  readonly perSecond: number;
  /** Of the gateway, for each. */
  readonly cpuMs: number;
}

export interface Idle {
  readonly residentKbBefore: number;
  readonly residentKb: number;
  readonly kbPerAgent: number;
  readonly subscriptionsPerAgent: number;
  readonly windowSeconds: number;
  /** Of one core. */
  readonly cpuShare: number;
  readonly lost: number;
}

export interface Broadcasts {
  readonly broadcasts: number;
  readonly told: number;
  readonly toldElsewhere: number;
  readonly gateways: readonly Share[];
}

/** What a gateway had of the broadcasts beyond what it has in the same time without any. */
export interface Share {
  readonly heard: number;
  readonly heardWithout: number;
  readonly cpuMs: number;
  readonly cpuMsWithout: number;
}

const OWN = 0;
/** Four pings of each, and at least one heartbeat. */
const IDLE_WINDOW_MS = 40_000;
const SETTLED_BY_MS = 30_000;
const BROADCASTS = 2000;
const BROADCAST_WINDOW_MS = 8000;

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

/** `before` is the gateway with nobody in it. */
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
  return {
    residentKbBefore: before.residentKb,
    residentKb: to.residentKb,
    kbPerAgent: (to.residentKb - before.residentKb) / agents,
    subscriptionsPerAgent: (to.subscriptions - before.subscriptions) / agents,
    windowSeconds: windowMs / 1000,
    cpuShare: (to.cpuMs - from.cpuMs) / windowMs,
    lost,
  };
}

/** The agents of one branch speak, a page on their own gateway hears it; another page, elsewhere, looks at another branch. */
export async function broadcast(scene: Scene, signal: AbortSignal): Promise<Broadcasts> {
  const { gatewayUrls, company, order } = scene;
  const [own = "", other = ""] = gatewayUrls;
  const [here, there] = company.users;
  if (!here || !there) throw new Error("two branches at least");
  const [screen, elsewhere] = [await openScreen(own, here), await openScreen(other, there)];
  const quiet = await growth(scene, () => pause(BROADCAST_WINDOW_MS, signal));
  const loud = await growth(scene, () =>
    order({
      talk: { branch: company.branches[0]!.id, times: BROADCASTS, withinMs: BROADCAST_WINDOW_MS },
    }),
  );
  const gateways = loud.map(({ heard, cpuMs }, gateway) => ({
    heard,
    heardWithout: quiet[gateway]?.heard ?? 0,
    cpuMs,
    cpuMsWithout: quiet[gateway]?.cpuMs ?? 0,
  }));
  const told = { told: screen.told(), toldElsewhere: elsewhere.told() };
  screen.close();
  elsewhere.close();
  return { broadcasts: BROADCASTS, ...told, gateways };
}

async function growth({ gatewayUrls, observe }: Scene, during: () => Promise<unknown>) {
  const all = () => Promise.all(gatewayUrls.map((_, gateway) => observe(gateway)));
  const before = await all();
  await during();
  // What was said last is still on its way.
  await pause(500);
  const after = await all();
  return after.map(({ heard, cpuMs }, gateway) => ({
    heard: heard - (before[gateway]?.heard ?? 0),
    cpuMs: cpuMs - (before[gateway]?.cpuMs ?? 0),
  }));
}
