// All idle agents of a run, in a process of their own. Told and asked over the channel to its parent.
import { pause } from "@printermaster/runtime";
import { IdleAgent, type Identity } from "./idle-agent.ts";

export type Order =
  | { readonly enter: { readonly url: string; readonly identities: readonly Identity[] } }
  /** After it, whoever is lost comes back by this address, as the protocol asks. */
  | { readonly comeBackTo: string }
  | { readonly returns: true }
  | { readonly talk: Talk }
  | { readonly count: true };

interface Talk {
  readonly branch: string;
  readonly times: number;
  readonly withinMs: number;
}

export interface Report {
  readonly inside: number;
  readonly lost: number;
  /** Milliseconds from each loss to the next hello that was accepted. */
  readonly returnsMs?: readonly number[];
  readonly failed?: string;
}

/** Connecting and not yet claimed. */
const AT_THE_DOOR = 100;
/** So that a run ends within four minutes, whatever happens. */
const ALL_INSIDE_WITHIN_MS = 130_000;
const HEARTBEAT_EVERY_MS = 30_000;
const TICK_MS = 50;

const agents: IdleAgent[] = [];
let lost = 0;
let beating: Promise<void> | undefined;
let door: string | undefined;
const returnsMs: number[] = [];
/** docs/agent-protocol.md: within a second, at a random moment. */
const AFTER_LOSS_MS = { least: 20, spread: 980 };

// A Ctrl-C reaches the whole group; whoever started us ends us in order, by the channel between us.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit(0));
process.on("message", (order: Order) => {
  obey(order).then(
    () => process.send?.({ inside: agents.length, lost, returnsMs } satisfies Report),
    (error: unknown) => process.send?.({ inside: 0, lost, failed: String(error) } satisfies Report),
  );
});
process.send?.({ inside: 0, lost } satisfies Report);

async function obey(order: Order): Promise<void> {
  if ("enter" in order) await enter(order.enter.url, order.enter.identities);
  if ("comeBackTo" in order) door = order.comeBackTo;
  if ("talk" in order) await talk(order.talk);
}

async function enter(url: string, identities: readonly Identity[]): Promise<void> {
  const waiting = [...identities];
  const started = performance.now();
  const door = async (): Promise<void> => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const agent = new IdleAgent(url, next, () => void comeBack(next));
      await agent.standing();
      agents.push(agent);
      if (performance.now() - started > ALL_INSIDE_WITHIN_MS)
        throw new Error(`only ${agents.length} are inside after ${ALL_INSIDE_WITHIN_MS} ms`);
    }
  };
  await Promise.all(Array.from({ length: AT_THE_DOOR }, door));
  beating ??= keepBeating();
}

async function comeBack(identity: Identity): Promise<void> {
  lost++;
  const lostAt = performance.now();
  const address = door;
  if (address === undefined) return;
  for (;;) {
    await pause(AFTER_LOSS_MS.least + AFTER_LOSS_MS.spread * Math.random());
    let stood = false;
    const agent = new IdleAgent(address, identity, () => void (stood && comeBack(identity)));
    stood = await agent.standing().then(
      () => true,
      () => false,
    );
    if (!stood) continue;
    returnsMs.push(performance.now() - lostAt);
    agents.push(agent);
    return;
  }
}

/** Spread evenly, as those of agents are that started at different times. */
async function keepBeating(): Promise<void> {
  const started = performance.now();
  let beaten = 0;
  for (;;) {
    const due = ((performance.now() - started) / HEARTBEAT_EVERY_MS) * agents.length;
    while (beaten < due) agents[beaten++ % agents.length]?.heartbeat();
    await pause(TICK_MS);
  }
}

/** The agents of one branch, in turns. */
async function talk({ branch, times, withinMs }: Talk): Promise<void> {
  const speakers = agents.filter(({ identity }) => identity.branchId === branch);
  const started = performance.now();
  let said = 0;
  while (said < times) {
    const due = Math.min(times, ((performance.now() - started) / withinMs) * times);
    while (said < due) speakers[said++ % speakers.length]?.turnPrinter();
    await pause(TICK_MS);
  }
}
