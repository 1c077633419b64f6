/** Says no to what is too much, before it costs anything. */
import { refusal, type Id, type Refusal } from "@printermaster/contracts";
import type { Limiter, Whose } from "../domain/limiter.ts";
import { isNewWork, type Kind } from "../domain/limits.ts";
import { Counts } from "./counts.ts";

export interface GuardDeps {
  readonly limiter: Limiter;
  readonly shedding: () => boolean;
  /** In milliseconds, of a clock that never goes back. */
  readonly now: () => number;
}

const SHED_SECONDS = 2;

export class Guard {
  readonly counts = new Counts();
  readonly #deps: GuardDeps;

  constructor(deps: GuardDeps) {
    this.#deps = deps;
  }

  /** `first`: whoever does away with work goes before who brings more of it. */
  refusalOf(kind: Kind, whose: Whose, { first } = { first: false }): Refusal | undefined {
    const { limiter, shedding, now } = this.#deps;
    if (!first && isNewWork(kind) && shedding()) {
      this.counts.add(`overloaded ${kind}`);
      return refusal("overloaded", { retryAfterSeconds: SHED_SECONDS });
    }
    const overrun = limiter.take(kind, whose, now());
    if (!overrun) return undefined;
    const { scope, waitMs } = overrun;
    this.counts.add(`too-many-requests ${kind} ${scope}`);
    const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
    return refusal("too-many-requests", { scope, kind, retryAfterSeconds });
  }

  /** As if it had not been done. */
  forgive(kind: Kind, whose: Whose): void {
    this.#deps.limiter.giveBack(kind, whose);
  }

  get buckets(): number {
    return this.#deps.limiter.size;
  }
}

/** As much of somebody as limits need. */
type Known =
  | { readonly kind: "user" | "pos"; readonly company: Id; readonly id: Id }
  | { readonly kind: "agent"; readonly company: Id; readonly agentId: Id };

/** Whose buckets somebody's doings come out of; a point of sale counts as a user. */
export function scopesOf(known: Known): Whose {
  const tenant = known.company;
  return known.kind === "agent"
    ? { agent: `${tenant} ${known.agentId}`, tenant }
    : { user: `${tenant} ${known.id}`, tenant };
}
