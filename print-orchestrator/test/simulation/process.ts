/** A process that can freeze, and that loses everything it was about to do when it crashes. */
import type { Scheduler, Timer } from "./scheduler.ts";

export class Process {
  readonly name: string;
  readonly #scheduler: Scheduler;
  #life = 0;
  #frozenUntil = 0;
  #running = true;

  constructor(name: string, scheduler: Scheduler) {
    this.name = name;
    this.#scheduler = scheduler;
  }

  get running(): boolean {
    return this.#running;
  }

  after(ms: number, run: () => void): Timer {
    return this.#scheduler.after(ms, this.remembered(run));
  }

  /** Runs when called, or when it is thawed; never in another life than this one. */
  remembered(run: () => void): () => void {
    const life = this.#life;
    const due = () => {
      if (life !== this.#life) return;
      const frozen = this.#frozenUntil - this.#scheduler.now;
      if (frozen > 0) this.#scheduler.after(frozen, due);
      else run();
    };
    return due;
  }

  crash(): void {
    this.#life++;
    this.#running = false;
    this.#frozenUntil = 0;
  }

  start(): void {
    this.#running = true;
  }

  freeze(ms: number): void {
    this.#frozenUntil = Math.max(this.#frozenUntil, this.#scheduler.now + ms);
  }
}
