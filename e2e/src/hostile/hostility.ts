import type { Target } from "./wire.ts";

/** One way of doing harm. */
export interface Hostility {
  readonly title: string;
  /** Sends about so many packets or requests, and says how many it were. */
  readonly attack: (target: Target, times: number) => Promise<number>;
}

const AT_ONCE = 3;

/** A request each time. */
export const each = (
  title: string,
  one: (target: Target, n: number) => Promise<unknown>,
): Hostility => perConnection(title, 1, (target, _, n) => one(target, n));

/** Many packets on each connection, and some connections at once. */
export const perConnection = (
  title: string,
  most: number,
  one: (target: Target, packets: number, from: number) => Promise<unknown>,
): Hostility => ({
  title,
  async attack(target, times) {
    let next = 0;
    const worker = async () => {
      while (next < times) {
        const from = next;
        next += most;
        // A connection that is cut is what an attacker has to live with.
        await one(target, Math.min(most, times - from), from).catch(() => undefined);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return times;
  },
});

/** As a list of what is sent, in turn. */
export const inTurn = <T>(list: readonly T[], n: number): T => list[n % list.length]!;
