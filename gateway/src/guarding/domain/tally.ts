/** How many there are of each, for as long as there are any. */
export class Tally {
  readonly #counts = new Map<string, number>();

  of(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  /** Gives what must be called when it is over; more than once is no harm. */
  add(key: string): () => void {
    this.#counts.set(key, this.of(key) + 1);
    let over = false;
    return () => {
      if (over) return;
      over = true;
      const left = this.of(key) - 1;
      if (left > 0) this.#counts.set(key, left);
      else this.#counts.delete(key);
    };
  }

  get size(): number {
    return this.#counts.size;
  }
}
