/** Wakes whoever waits, and remembers one ring for whoever is just about to. */
export class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Until the next ring, at most `limitMs`. One listener at a time. */
  async heard(limitMs?: number): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((wake) => {
        const timer = limitMs === undefined ? undefined : setTimeout(wake, limitMs);
        this.#wake = () => (clearTimeout(timer), wake());
      });
    }
    this.#rung = false;
    this.#wake = undefined;
  }
}
