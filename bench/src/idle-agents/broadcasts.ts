/** What the news of a branch cost gateways that nobody of the branch hangs on. */
import { pause } from "@printermaster/runtime";
import type { Observed, Scene } from "./scene.ts";
import { openScreen, type Screen } from "./screen.ts";

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

/** In each round, which is a window with broadcasts and one as long without. */
const BROADCASTS = 250;
const BROADCAST_ROUNDS = 3;
const WINDOW_MS = 4000;
/** What is stored is told, but not sooner than it is stored. */
const HEARD_WITHIN_MS = 8000;

/** The printers of one branch stop and start again; a page on their own gateway hears it; another page, elsewhere, looks at another branch. */
export async function broadcast(scene: Scene, signal: AbortSignal): Promise<Broadcasts> {
  const { gatewayUrls, company, order } = scene;
  const [own = "", other = ""] = gatewayUrls;
  const [here, there] = company.users;
  if (!here || !there) throw new Error("two branches at least");
  const [screen, elsewhere] = [await openScreen(own, here), await openScreen(other, there)];
  const talk = { branch: company.branches[0]!.id, times: BROADCASTS, withinMs: WINDOW_MS };
  const rounds: Round[] = [];
  while (rounds.length < BROADCAST_ROUNDS) {
    const started = performance.now();
    const loud = await growth(scene, async () => {
      await order({ talk });
      await hasHeard(screen, BROADCASTS * (rounds.length + 1));
    });
    const tookMs = performance.now() - started;
    rounds.push({ loud, quiet: await growth(scene, () => pause(tookMs, signal)) });
  }
  const gateways = gatewayUrls.map((_, gateway) => shareOf(rounds, gateway));
  const told = { told: screen.told(), toldElsewhere: elsewhere.told() };
  screen.close();
  elsewhere.close();
  return { broadcasts: BROADCASTS * BROADCAST_ROUNDS, ...told, gateways };
}

interface Round {
  readonly quiet: readonly Growth[];
  readonly loud: readonly Growth[];
}
type Growth = Pick<Observed, "heard" | "cpuMs">;

function shareOf(rounds: readonly Round[], gateway: number): Share {
  const sum = (window: keyof Round, what: keyof Growth): number =>
    rounds.reduce((total, round) => total + (round[window][gateway]?.[what] ?? 0), 0);
  return {
    heard: sum("loud", "heard"),
    heardWithout: sum("quiet", "heard"),
    cpuMs: sum("loud", "cpuMs"),
    cpuMsWithout: sum("quiet", "cpuMs"),
  };
}

async function hasHeard(screen: Screen, broadcasts: number): Promise<void> {
  const until = performance.now() + HEARD_WITHIN_MS;
  while (screen.told() < broadcasts && performance.now() < until) await pause(20);
}

async function growth(
  { gatewayUrls, observe }: Scene,
  during: () => Promise<unknown>,
): Promise<Growth[]> {
  const all = () => Promise.all(gatewayUrls.map((_, gateway) => observe(gateway)));
  const before = await all();
  await during();
  const after = await all();
  return after.map(({ heard, cpuMs }, gateway) => ({
    heard: heard - (before[gateway]?.heard ?? 0),
    cpuMs: cpuMs - (before[gateway]?.cpuMs ?? 0),
  }));
}
