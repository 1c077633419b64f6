/** How many failed jobs a branch may try again: devices that fail together must not take all there is. Full at a takeover. */

const EACH_MS = 1000;
const BURST = 20;

interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

export class RetryBudget {
  readonly #branches = new Map<string, Bucket>();

  /** Takes one and says 0, or says how long it is until there is one. */
  take(branch: string, now: number): number {
    const { tokens, at } = this.#branches.get(branch) ?? { tokens: BURST, at: now };
    const filled = Math.min(BURST, tokens + Math.max(0, now - at) / EACH_MS);
    const taken = filled >= 1;
    this.#branches.set(branch, { tokens: taken ? filled - 1 : filled, at: now });
    return taken ? 0 : Math.ceil((1 - filled) * EACH_MS);
  }
}
