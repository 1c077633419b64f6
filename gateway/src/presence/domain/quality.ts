/** Leans to the last ones: a link that has become bad shows so within a few pings. */
export const smoothed = (before: number | undefined, latency: number): number =>
  before === undefined ? latency : before + (latency - before) * 0.3;
