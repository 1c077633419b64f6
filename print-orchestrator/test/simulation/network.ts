/** How long anything takes on its way, and what never arrives. */
import type { Chance } from "./chance.ts";
import type { Process } from "./process.ts";
import type { Scheduler } from "./scheduler.ts";

export class Network {
  readonly #chance: Chance;
  readonly #scheduler: Scheduler;
  /** Shares of messages that are lost, or late by seconds. None while the world is well. */
  lossy = 0;
  slow = 0;

  constructor(chance: Chance, scheduler: Scheduler) {
    this.#chance = chance;
    this.#scheduler = scheduler;
  }

  latency(): number {
    if (this.slow > 0 && this.#chance.happens(this.slow)) return this.#chance.between(50, 6000);
    return this.#chance.between(0.1, 3);
  }

  /** To somebody who may be away when it arrives; what has left cannot be called back. */
  send(arrive: () => void): void {
    if (this.lossy > 0 && this.#chance.happens(this.lossy)) return;
    this.#scheduler.after(this.latency(), arrive);
  }

  /** A question and its answer; `undefined` when none came in time. */
  ask<T>(
    asker: Process,
    limitMs: number,
    answer: (reply: (value: T) => void) => void,
  ): Promise<T | undefined> {
    return new Promise((settle) => {
      const limit = asker.after(limitMs, () => settle(undefined));
      let answered: T | undefined;
      const hear = asker.remembered(() => {
        limit.cancel();
        settle(answered);
      });
      const reply = (value: T) =>
        this.send(() => {
          answered ??= value;
          hear();
        });
      this.send(() => answer(reply));
    });
  }
}
