/** The newest of what one branch has in one log, as this gateway knows it: by its sequences, each once, in their order. */
export interface Entry<T> {
  readonly sequence: number;
  readonly item: T;
}

/** The last few hundred are kept: what reconnecting clients ask for. */
const MOST_KEPT = 1000;

export class Tail<T> {
  #base: number;
  #through: number;
  #entries: Entry<T>[] = [];

  constructor(base: number) {
    this.#base = base;
    this.#through = base;
  }

  /** What was stored after it is here, as far as it was heard. */
  get base(): number {
    return this.#base;
  }

  /** Up to it nothing is missing: it was compared with the log. */
  get through(): number {
    return Math.max(this.#through, this.#base);
  }

  /** Whether it is news. What is in order is put at the end; what was filled in comes late and finds its place. */
  add(sequence: number, item: T): boolean {
    if (sequence <= this.through) return false;
    const place = this.#placeAfter(sequence);
    if (this.#entries[place - 1]?.sequence === sequence) return false;
    this.#entries.splice(place, 0, { sequence, item });
    const surplus = this.#entries.length - MOST_KEPT;
    if (surplus > 0) this.#base = this.#entries.splice(0, surplus).at(-1)?.sequence ?? this.#base;
    return true;
  }

  /** What lies before, as the log has it from `base` on; false if that is more than is kept. */
  extendBack(base: number, entries: readonly Entry<T>[]): boolean {
    const older = entries.filter(({ sequence }) => sequence > base && sequence <= this.#base);
    if (older.length + this.#entries.length > MOST_KEPT) return false;
    if (base >= this.#base) return true;
    this.#through = this.through;
    this.#entries = [...older, ...this.#entries];
    this.#base = base;
    return true;
  }

  restart(base: number): void {
    this.#entries = [];
    this.#base = base;
  }

  comparedThrough(sequence: number): void {
    this.#through = Math.max(this.#through, sequence);
  }

  after(sequence: number): readonly Entry<T>[] {
    return this.#entries.slice(this.#placeAfter(sequence));
  }

  get last(): number {
    return this.#entries.at(-1)?.sequence ?? 0;
  }

  find(sequence: number): Entry<T> | undefined {
    const entry = this.#entries[this.#placeAfter(sequence) - 1];
    return entry?.sequence === sequence ? entry : undefined;
  }

  count(after: number, upTo: number): number {
    return Math.max(0, this.#placeAfter(upTo) - this.#placeAfter(after));
  }

  /** New ones belong near the end. */
  #placeAfter(sequence: number): number {
    let place = this.#entries.length;
    while (place > 0 && (this.#entries[place - 1]?.sequence ?? 0) > sequence) place--;
    return place;
  }
}
