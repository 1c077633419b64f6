/** What the news of a branch cost gateways that nobody of the branch hangs on. */
import { pause } from "@printermaster/runtime";
import type { Observed, Scene } from "./scene.ts";
import { openScreen } from "./screen.ts";

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

/** In each round, which is a window without broadcasts and one with them. */
const BROADCASTS = 250;
const BROADCAST_ROUNDS = 3;
const WINDOW_MS = 4000;

/** The printers of one branch stop and start again; a page on their own gateway hears it; another page, elsewhere, looks at another branch. */
export async function broadcast(scene: Scene, signal: AbortSignal): Promise<Broadcasts> {
  const { gatewayUrls, company, order } = scene;
  const [own = "", other = ""] = gatewayUrls;
  const [here, there] = company.users;
  if (!here || !there) throw new Error("two branches at least");
  const [screen, elsewhere] = [await openScreen(own, here), await openScreen(other, there)];
  const speak = () =>
    order({ talk: { branch: company.branches[0]!.id, times: BROADCASTS, withinMs: WINDOW_MS } });
  const rounds: Round[] = [];
  while (rounds.length < BROADCAST_ROUNDS)
    rounds.push({
      quiet: await growth(scene, () => pause(WINDOW_MS, signal)),
      loud: await growth(scene, speak),
    });
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

async function growth(
  { gatewayUrls, observe }: Scene,
  during: () => Promise<unknown>,
): Promise<Growth[]> {
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
