/** What is heard while nobody looks, and whether something may be missing before it: at first that is not known. */
export class Inbox<T> {
  readonly #until: AbortSignal;
  #items: T[] = [];
  #gap = true;
  #wake: (() => void) | undefined;

  constructor(until: AbortSignal) {
    this.#until = until;
    until.addEventListener("abort", () => this.#wake?.(), { once: true });
  }

  put(item: T): void {
    this.#items.push(item);
    this.#wake?.();
  }

  gap(): void {
    this.#gap = true;
    this.#wake?.();
  }

  takeGap(): boolean {
    const gap = this.#gap;
    this.#gap = false;
    return gap;
  }

  take(): T[] {
    return this.#items.splice(0);
  }

  async filled(): Promise<void> {
    if (this.#gap || this.#items.length > 0 || this.#until.aborted) return;
    await new Promise<void>((wake) => (this.#wake = wake));
  }
}
