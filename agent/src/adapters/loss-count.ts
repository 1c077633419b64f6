const RECENT_MS = 3_600_000;
const MOST = 1000;

/** How often the connection was lost. */
export class LossCount {
  #total = 0;
  #recent: number[] = [];

  lost(): void {
    this.#total++;
    this.#recent = [...this.#recent.slice(1 - MOST), performance.now()];
  }

  told(): { readonly reconnections: number; readonly recentReconnections: number } {
    const from = performance.now() - RECENT_MS;
    this.#recent = this.#recent.filter((at) => at > from);
    return { reconnections: this.#total, recentReconnections: this.#recent.length };
  }
}
