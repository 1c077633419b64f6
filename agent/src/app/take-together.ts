/** Jobs that come in the same turn share one commit: waiting for the disk is most of what taking one costs. */
import type { Spool } from "./ports.ts";

interface Waiting {
  /** Returns what is to be done once it is on the disk. */
  readonly take: () => () => void;
  readonly failed: (error: unknown) => void;
}

export class TakeTogether {
  readonly #spool: Pick<Spool, "inOneGo">;
  #waiting: Waiting[] = [];

  constructor(spool: Pick<Spool, "inOneGo">) {
    this.#spool = spool;
  }

  add(take: Waiting["take"], failed: Waiting["failed"]): void {
    this.#waiting.push({ take, failed });
    if (this.#waiting.length === 1) setImmediate(() => this.settle());
  }

  /** At once, before anything that must find it on the disk. */
  settle(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    try {
      const taken = this.#spool.inOneGo(() => waiting.map(taking));
      for (const then of taken) then();
    } catch (error) {
      for (const { failed } of waiting) failed(error);
    }
  }
}

/** What one of them suffers is not for the others to bear, unless the disk takes none. */
function taking({ take, failed }: Waiting): () => void {
  try {
    return take();
  } catch (error) {
    return () => failed(error);
  }
}
