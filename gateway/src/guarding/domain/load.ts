/** When a gateway has too much to do, and when no longer: two marks apart, so that it does not waver. */
export interface Reading {
  /** How late the event loop was, at the median of the last moment. */
  readonly delayMs: number;
  /** Requests and events that are not answered yet. */
  readonly inFlight: number;
}

export interface Load {
  readonly shedding: boolean;
  /** Readings in a row that spoke against the present state. */
  readonly against: number;
}

export const calm: Load = { shedding: false, against: 0 };

const TOO_MUCH: Reading = { delayMs: 300, inFlight: 4000 };
const ENOUGH_AGAIN: Reading = { delayMs: 100, inFlight: 2000 };
/** One reading may be a pause of the machine. */
const READINGS_TO_SHED = 2;
const READINGS_TO_CALM = 3;

export function afterReading({ shedding, against }: Load, reading: Reading): Load {
  const speaksAgainst = shedding ? below(reading, ENOUGH_AGAIN) : !below(reading, TOO_MUCH);
  if (!speaksAgainst) return { shedding, against: 0 };
  const needed = shedding ? READINGS_TO_CALM : READINGS_TO_SHED;
  return against + 1 >= needed
    ? { shedding: !shedding, against: 0 }
    : { shedding, against: against + 1 };
}

const below = (reading: Reading, mark: Reading): boolean =>
  reading.delayMs < mark.delayMs && reading.inFlight < mark.inFlight;
