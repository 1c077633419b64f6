/** A process of its own: all kinds of harm, some at a time, no faster than it may. */
import { setTimeout as wait } from "node:timers/promises";
import { kinds } from "./kinds.ts";
import type { Target } from "./wire.ts";

export interface Attack {
  readonly port: number;
  /** Of each kind. */
  readonly times: number;
  readonly perSecond: number;
}

export interface Attacked {
  readonly sent: number;
  readonly seconds: number;
  /** Of one core, spent by the attacker itself. */
  readonly cpu: number;
}

const LANES = 3;
const told = JSON.parse(process.argv[2] ?? "{}") as Omit<Target, "stranger">;
let strangers = 0;
const stranger = () => `100.64.${(strangers >> 8) & 255}.${strangers++ & 255}`;

async function attackOnce({ port, times, perSecond }: Attack): Promise<Attacked> {
  const [began, before, waiting] = [performance.now(), process.cpuUsage(), [...kinds]];
  const target = { ...told, port, stranger };
  let sent = 0;
  const lane = async () => {
    for (let kind = waiting.shift(); kind; kind = waiting.shift()) {
      const count = await kind.attack(target, times);
      sent += count;
      const due = (sent / perSecond) * 1000;
      await wait(Math.max(0, due - (performance.now() - began)));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const { user, system } = process.cpuUsage(before);
  const ms = performance.now() - began;
  return { sent, seconds: ms / 1000, cpu: (user + system) / 1000 / ms };
}

process.on("message", (attack: Attack) => {
  void attackOnce(attack).then((attacked) => process.send?.(attacked));
});
process.on("disconnect", () => process.exit(0));
process.send?.("ready");
