/** Whoever is measured: ours or a peer. */
export interface Contestant {
  readonly name: string;
  readonly printers: number;
  /** On one of its printers, by its number from 0; resolves when the submitter has been told that it is out. */
  readonly print: (printer: number) => Promise<Print>;
  /** All that work for it, without whoever submits. */
  readonly processes: () => readonly Process[];
  /** Before its turn. */
  readonly prepare?: (() => Promise<void>) | undefined;
}

/** Instants of `performance.now()`. */
export interface Print {
  readonly submitted: number;
  /** Moments that peers do not all tell of. */
  readonly accepted?: number | undefined;
  readonly spooled?: number | undefined;
  readonly told: number;
}

export interface Process {
  readonly name: string;
  readonly pid: number;
}
