/** How long a credential still counts, in words, and whether somebody should do something about it. */
export interface Expiry {
  readonly words: string;
  readonly tone: "" | "unsure" | "bad";
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Time enough to send somebody a new key. */
const WARN_MS = 14 * DAY;

export function expiryOf(expiresAt: string | undefined, now: number): Expiry {
  if (expiresAt === undefined) return { words: "does not expire", tone: "" };
  const left = Date.parse(expiresAt) - now;
  if (left <= 0) return { words: "expired", tone: "bad" };
  return { words: `${timeInWords(left)} left`, tone: left < WARN_MS ? "unsure" : "" };
}

/** Rounded down: nobody is told of time that is not there. */
function timeInWords(ms: number): string {
  if (ms < HOUR) return "less than an hour";
  return ms < 2 * DAY ? counted(ms / HOUR, "hour") : counted(ms / DAY, "day");
}

const counted = (amount: number, unit: string): string => {
  const whole = Math.floor(amount);
  return `${whole} ${unit}${whole === 1 ? "" : "s"}`;
};
