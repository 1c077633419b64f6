/** So many at once, and then so many a second. Time is an argument, in milliseconds of any clock that never goes back. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

export interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

export interface Taken {
  readonly bucket: Bucket;
  /** 0: it was taken. Otherwise nothing was, and this is when there will be enough. */
  readonly waitMs: number;
}

/** A bucket nobody has heard of yet is full. */
export function take(rate: Rate, bucket: Bucket | undefined, now: number, n = 1): Taken {
  const tokens = filled(rate, bucket, now);
  if (tokens >= n) return { bucket: { tokens: tokens - n, at: now }, waitMs: 0 };
  const waitMs = Math.ceil(((n - tokens) / rate.perSecond) * 1000);
  return { bucket: { tokens, at: now }, waitMs };
}

export const giveBack = (rate: Rate, { tokens, at }: Bucket, n = 1): Bucket => ({
  tokens: Math.min(rate.burst, tokens + n),
  at,
});

function filled({ burst, perSecond }: Rate, bucket: Bucket | undefined, now: number): number {
  if (!bucket) return burst;
  const since = Math.max(0, now - bucket.at);
  return Math.min(burst, bucket.tokens + (since / 1000) * perSecond);
}

export const scaled = ({ burst, perSecond }: Rate, times: number): Rate => ({
  burst: burst * times,
  perSecond: perSecond * times,
});
