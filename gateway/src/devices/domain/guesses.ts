/** Wrong codes of the last ten minutes, as long as a code lives: too many, and nobody's are looked at any more. */
export interface GuessLimits {
  readonly perAddress: number;
  /** However many addresses somebody has. With 2^40 codes and a thousand of them open, one hit in 3·10⁶ such windows. */
  readonly inAll: number;
  readonly windowMs: number;
}

export const PAIRING_LIMITS: GuessLimits = { perAddress: 10, inAll: 300, windowMs: 600_000 };

interface Guess {
  readonly address: string;
  readonly at: number;
}

export class Guesses {
  readonly #limits: GuessLimits;
  #made: readonly Guess[] = [];

  constructor(limits: GuessLimits) {
    this.#limits = limits;
  }

  /** Milliseconds until this address may try again. */
  waitMs(address: string, now: number): number {
    const { perAddress, inAll, windowMs } = this.#limits;
    this.#made = this.#made.filter(({ at }) => at > now - windowMs);
    const own = this.#made.filter((guess) => guess.address === address);
    const pending = [own.at(-perAddress), this.#made.at(-inAll)];
    return Math.max(0, ...pending.map((guess) => (guess ? guess.at + windowMs - now : 0)));
  }

  /** Before the code is looked up: many at once must not all find the count as it was. */
  count(address: string, now: number): Guess {
    const guess = { address, at: now };
    this.#made = [...this.#made, guess];
    return guess;
  }

  /** It was right. */
  forget(guess: Guess): void {
    this.#made = this.#made.filter((one) => one !== guess);
  }
}
