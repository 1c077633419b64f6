import { limits, type Kind, type Scope } from "./limits.ts";
import { giveBack, scaled, take, type Bucket, type Rate } from "./token-bucket.ts";

export type Whose = Readonly<Partial<Record<Scope, string>>>;

export interface Overrun {
  readonly scope: Scope;
  readonly waitMs: number;
}

interface Due {
  readonly scope: Scope;
  readonly key: string;
  readonly rate: Rate;
  readonly bucket: Bucket;
}

interface Kept {
  readonly bucket: Bucket;
  /** From then on it is as good as forgotten. */
  readonly fullAt: number;
}

/** The buckets of this process, those in front that were not asked for longest. Full ones are forgotten, and so are the first when there are too many. */
export class Limiter {
  readonly #buckets = new Map<string, Kept>();
  readonly #times: number;
  readonly #most: number;

  /** All rates are multiplied by `times`. */
  constructor(times = 1, most = 100_000) {
    this.#times = times;
    this.#most = most;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** From all of them or from none: what one scope refuses costs the others nothing. */
  take(kind: Kind, whose: Whose, now: number): Overrun | undefined {
    const due: Due[] = [];
    let overrun: Overrun | undefined;
    for (const { scope, key, rate } of this.#rates(kind, whose)) {
      const { bucket, waitMs } = take(rate, this.#buckets.get(key)?.bucket, now);
      due.push({ scope, key, rate, bucket });
      if (waitMs > (overrun?.waitMs ?? 0)) overrun = { scope, waitMs };
    }
    if (!overrun) for (const { key, rate, bucket } of due) this.#keep(key, rate, bucket);
    this.#forgetFull(now);
    return overrun;
  }

  /** As if it had not been done. */
  giveBack(kind: Kind, whose: Whose): void {
    for (const { key, rate } of this.#rates(kind, whose)) {
      const kept = this.#buckets.get(key);
      if (kept) this.#keep(key, rate, giveBack(rate, kept.bucket));
    }
  }

  *#rates(kind: Kind, whose: Whose) {
    const table = limits[kind];
    for (const scope of Object.keys(table) as Scope[]) {
      const [who, rate] = [whose[scope], table[scope]];
      if (who === undefined || !rate) continue;
      yield { scope, key: `${kind} ${scope} ${who}`, rate: scaled(rate, this.#times) };
    }
  }

  #forgetFull(now: number): void {
    for (const [key, { fullAt }] of this.#buckets) {
      if (fullAt > now) return;
      this.#buckets.delete(key);
    }
  }

  #keep(key: string, { burst, perSecond }: Rate, bucket: Bucket): void {
    const fullAt = bucket.at + ((burst - bucket.tokens) / perSecond) * 1000;
    this.#buckets.delete(key);
    this.#buckets.set(key, { bucket, fullAt });
    if (this.#buckets.size <= this.#most) return;
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}
