/** What a gateway tells of its sockets while somebody watches. Nobody does, mostly: then it costs the look at `watched`. */
import type { FlowEvent, Id } from "@printermaster/contracts";

export type Told = Omit<FlowEvent, "at" | "gateway" | "bytes">;

export interface FlowDeps {
  readonly gateway: string;
  readonly now: () => Date;
  readonly publish: (company: Id, event: FlowEvent) => void;
}

/** Whoever watches says so every two seconds. */
const WATCHED_FOR_MS = 5000;

export class Flow {
  watched = false;
  readonly #until = new Map<Id, number>();
  readonly #deps: FlowDeps;

  constructor(deps: FlowDeps) {
    this.#deps = deps;
  }

  watch(company: Id): void {
    this.#until.set(company, this.#deps.now().getTime() + WATCHED_FOR_MS);
    this.watched = true;
  }

  /** Only the size of what was said is told. */
  tell(company: Id, told: Told, said: unknown): void {
    const now = this.#deps.now();
    const until = this.#until.get(company);
    if (until === undefined) return;
    if (until < now.getTime()) return this.#forget(company);
    const { gateway, publish } = this.#deps;
    publish(company, { at: now.toISOString(), gateway, ...told, bytes: sizeOf(said) });
  }

  #forget(company: Id): void {
    this.#until.delete(company);
    this.watched = this.#until.size > 0;
  }
}

/** Binary parts count as what they would be in JSON, which is more than they are. */
export function sizeOf(said: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(said) ?? "");
  } catch {
    return 0;
  }
}
