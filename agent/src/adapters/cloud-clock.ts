/**
 * Deadlines are the cloud's, and a branch's PC may be hours off: its clock is corrected at each hello, and whoever sets it
 * in between, by hand or by NTP, changes nothing.
 */
import { uptime } from "node:os";

/** Less than this may be the way of the message and is left alone. */
const TOLERANCE_MS = 2000;

export interface OwnClocks {
  readonly wallMs: () => number;
  /** Runs on while the machine sleeps, and nobody can set it. */
  readonly steadyMs: () => number;
}

const MACHINE: OwnClocks = { wallMs: () => Date.now(), steadyMs: () => uptime() * 1000 };

export class CloudClock {
  readonly #clocks: OwnClocks;
  #offsetMs = 0;
  #estimate: { readonly offsetMs: number; readonly uncertainMs: number } | undefined;
  /** How far the wall clock is before the steady one. */
  #aheadMs: number;

  constructor(clocks: OwnClocks = MACHINE) {
    this.#clocks = clocks;
    this.#aheadMs = this.#ahead();
  }

  readonly now = (): number => {
    this.#followSteps();
    return this.#clocks.wallMs() + this.#offsetMs;
  };

  /** How far the cloud's clock is before the local one, and by how much this may be wrong; before the first hello nobody knows. */
  readonly estimate = () => {
    this.#followSteps();
    return this.#estimate;
  };

  /** The cloud told its time somewhere within the round trip. Returns how far the local clock is off. */
  correct(serverTime: string, roundTripMs = 0): number {
    this.#aheadMs = this.#ahead();
    const uncertainMs = Math.round(roundTripMs / 2);
    const offsetMs = Math.round(Date.parse(serverTime) + uncertainMs - this.#clocks.wallMs());
    this.#estimate = { offsetMs, uncertainMs };
    this.#offsetMs = Math.abs(offsetMs) > TOLERANCE_MS ? offsetMs : 0;
    return this.#offsetMs;
  }

  #followSteps(): void {
    const aheadMs = this.#ahead();
    const stepMs = Math.round(aheadMs - this.#aheadMs);
    if (Math.abs(stepMs) <= TOLERANCE_MS) return;
    this.#aheadMs = aheadMs;
    this.#offsetMs -= stepMs;
    if (this.#estimate)
      this.#estimate = { ...this.#estimate, offsetMs: this.#estimate.offsetMs - stepMs };
  }

  #ahead = (): number => this.#clocks.wallMs() - this.#clocks.steadyMs();
}
