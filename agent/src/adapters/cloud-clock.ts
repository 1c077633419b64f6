/** Deadlines are the cloud's, and a branch's PC may be hours off: its clock is corrected at each hello. */

/** Less than this may be the way of the message and is left alone. */
const TOLERANCE_MS = 2000;

export class CloudClock {
  #offsetMs = 0;

  readonly now = (): number => Date.now() + this.#offsetMs;

  /** Returns how far the local clock is off. */
  correct(serverTime: string): number {
    const offset = Date.parse(serverTime) - Date.now();
    this.#offsetMs = Math.abs(offset) > TOLERANCE_MS ? offset : 0;
    return this.#offsetMs;
  }
}
