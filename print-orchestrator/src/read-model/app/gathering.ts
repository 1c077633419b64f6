/** Collects what arrives one by one into batches, and holds its source back when too much waits. */
export class Gathering<T> {
  readonly #most: number;
  #items: T[] = [];
  #closed = false;
  #arrived = Promise.withResolvers<void>();
  #taken = Promise.withResolvers<void>();

  constructor(most: number) {
    this.#most = most;
  }

  async add(item: T): Promise<void> {
    this.#items.push(item);
    this.#arrived.resolve();
    if (this.#items.length >= this.#most && !this.#closed) await this.#taken.promise;
  }

  get isFull(): boolean {
    return this.#items.length >= this.#most;
  }

  /** False once it is closed. */
  async somethingArrived(): Promise<boolean> {
    await this.#arrived.promise;
    return !this.#closed;
  }

  take(): readonly T[] {
    const items = this.#items;
    this.#items = [];
    this.#taken.resolve();
    this.#taken = Promise.withResolvers();
    if (!this.#closed) this.#arrived = Promise.withResolvers();
    return items;
  }

  close(): void {
    this.#closed = true;
    this.#arrived.resolve();
    this.#taken.resolve();
  }
}
