/** The clock and the timers of owners under test: it runs like any other, and can be put forward or stopped. */
interface Timer {
  readonly due: number;
  readonly run: () => void;
}

const LOOK_MS = 5;

export class TestClock {
  #aheadMs = 0;
  #frozenAt: number | undefined;
  readonly #timers = new Set<Timer>();
  readonly #looking = setInterval(() => this.#fire(), LOOK_MS);

  readonly now = (): Date => new Date((this.#frozenAt ?? Date.now()) + this.#aheadMs);

  readonly after = (ms: number, run: () => void): { readonly cancel: () => void } => {
    const timer = { due: this.now().getTime() + ms, run };
    this.#timers.add(timer);
    return { cancel: () => this.#timers.delete(timer) };
  };

  /** From now on only by being put forward. */
  freeze(): void {
    this.#frozenAt = Date.now();
  }

  advance(ms: number): void {
    this.#aheadMs += ms;
    this.#fire();
  }

  stop(): void {
    clearInterval(this.#looking);
  }

  #fire(): void {
    const now = this.now().getTime();
    for (const timer of this.#timers)
      if (timer.due <= now && this.#timers.delete(timer)) timer.run();
  }
}
