/** How much of one kind may be under way: here in all, and for one client's address. */
export interface QuotaLimits {
  readonly inAll: number;
  readonly perAddress: number;
}

export type Overrun = keyof QuotaLimits;

export class Quota {
  readonly #limits: QuotaLimits;
  readonly #byAddress = new Map<string, number>();
  #inAll = 0;

  constructor(limits: QuotaLimits) {
    this.#limits = limits;
  }

  /** Gives what must be called, once, when it is over. */
  take(address: string): (() => void) | Overrun {
    if (this.#inAll >= this.#limits.inAll) return "inAll";
    const taken = this.#byAddress.get(address) ?? 0;
    if (taken >= this.#limits.perAddress) return "perAddress";
    this.#inAll++;
    this.#byAddress.set(address, taken + 1);
    return () => this.#giveBack(address);
  }

  get taken(): number {
    return this.#inAll;
  }

  #giveBack(address: string): void {
    this.#inAll--;
    const left = (this.#byAddress.get(address) ?? 0) - 1;
    if (left > 0) this.#byAddress.set(address, left);
    else this.#byAddress.delete(address);
  }
}
