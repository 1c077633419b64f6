/** The gateways we have something to do with, and when each of them last showed that it lives. */

/** A process that is gone is noticed at our next beat, which nobody takes; one that is frozen takes it and sends none. */
export const BEAT_EVERY_MS = 500;
export const DEAD_AFTER_MS = 2750;

export class Peers {
  readonly #heardAt = new Map<string, number>();

  heard(instance: string, at: number): void {
    if (this.#heardAt.has(instance)) this.#heardAt.set(instance, at);
  }

  /** Whoever we begin to deal with counts as alive until it has had the time to show it. */
  met(instance: string, at: number): void {
    if (!this.#heardAt.has(instance)) this.#heardAt.set(instance, at);
  }

  forget(instance: string): void {
    this.#heardAt.delete(instance);
  }

  all(): string[] {
    return [...this.#heardAt.keys()];
  }

  silent(now: number): string[] {
    return this.all().filter(
      (instance) => now - (this.#heardAt.get(instance) ?? now) > DEAD_AFTER_MS,
    );
  }
}
