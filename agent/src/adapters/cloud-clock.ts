/** Deadlines are the cloud's, and a branch's PC may be hours off: its clock is corrected at each hello. */

/** Less than this may be the way of the message and is left alone. */
const TOLERANCE_MS = 2000;

export class CloudClock {
  #offsetMs = 0;
  #estimate: { readonly offsetMs: number; readonly uncertainMs: number } | undefined;

  readonly now = (): number => Date.now() + this.#offsetMs;

  /** How far the cloud's clock is before the local one, and by how much this may be wrong; before the first hello nobody knows. */
  readonly estimate = () => this.#estimate;

  /** The cloud told its time somewhere within the round trip. Returns how far the local clock is off. */
  correct(serverTime: string, roundTripMs = 0): number {
    const uncertainMs = Math.round(roundTripMs / 2);
    const offsetMs = Math.round(Date.parse(serverTime) + uncertainMs - Date.now());
    this.#estimate = { offsetMs, uncertainMs };
    this.#offsetMs = Math.abs(offsetMs) > TOLERANCE_MS ? offsetMs : 0;
    return this.#offsetMs;
  }
}
