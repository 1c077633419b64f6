/** In which order the ways to a gateway are tried: every address by the transport that worked last, then by the other one. */
export type Transport = "websocket" | "polling";

export interface Way {
  readonly url: string;
  /** What the connection begins with; one that begins with polling becomes a WebSocket by itself, where that is let through. */
  readonly transport: Transport;
}

/** The `tries`th after the last connection; the best address first. */
export function wayOf(urls: readonly string[], preferred: Transport, tries: number): Way {
  const inRound = tries % (urls.length * 2);
  const other = preferred === "websocket" ? "polling" : "websocket";
  return {
    url: urls[tries % urls.length] ?? "",
    transport: inRound < urls.length ? preferred : other,
  };
}

const NEXT_WAY = { least: 50, spread: 150 };
/** Thousands may have lost the same gateway at the same moment. */
const AFTER_LOSS = { least: 20, spread: 980 };
const ROUND = { first: 300, most: 2000 };
const REFUSED = { first: 1000, most: 30_000 };

/** `tries`: how many have failed in a row, 0 right after a connection was lost. */
export function waitBefore(
  tries: number,
  wasRefused: boolean,
  addresses: number,
  chance: number,
): number {
  if (wasRefused) return rising(Math.max(0, tries - 1), REFUSED, chance);
  if (tries === 0) return AFTER_LOSS.least + AFTER_LOSS.spread * chance;
  const ways = addresses * 2;
  if (tries % ways !== 0) return NEXT_WAY.least + NEXT_WAY.spread * chance;
  return rising(tries / ways - 1, ROUND, chance);
}

const rising = (
  count: number,
  { first, most }: { readonly first: number; readonly most: number },
  chance: number,
): number => Math.min(most, first * 2 ** Math.min(count, 20)) * (0.75 + chance / 2);
