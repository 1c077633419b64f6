/** Which gateway to go to first: one that is well before one that was in trouble, a near one before a far one. */
export interface Endpoint {
  readonly url: string;
  /** Of its last answer; unknown before the first. */
  readonly latencyMs?: number;
  /** Whether it answered when it was last asked. */
  readonly reachable?: boolean;
  /** When it was last lost, or was about to stop. */
  readonly troubleAt?: number;
}

/** A gateway that was lost is, or will soon be, another process; until then others are better. */
const TROUBLE_MS = 30_000;
/** Up to here all are equally near, and what is configured first is first. */
const NEAR_MS = 50;

export const inOrder = (endpoints: readonly Endpoint[], now: number): string[] =>
  endpoints
    .map((endpoint, at) => ({ endpoint, at }))
    .toSorted(
      (one, other) =>
        trouble(one.endpoint, now) - trouble(other.endpoint, now) ||
        distance(one.endpoint) - distance(other.endpoint) ||
        one.at - other.at,
    )
    .map(({ endpoint }) => endpoint.url);

function trouble({ reachable, troubleAt = -Infinity }: Endpoint, now: number): number {
  if (now - troubleAt < TROUBLE_MS) return 2;
  return reachable === false ? 1 : 0;
}

/** In doublings: a few milliseconds more or less are chance. */
const distance = ({ latencyMs = 0 }: Endpoint): number =>
  Math.floor(Math.log2(Math.max(NEAR_MS, latencyMs) / NEAR_MS));
