/** How good an agent's connection is, as its gateway and itself say: as good as the worst of what is known about it. */
import type { ConnectionQuality } from "./http.ts";

export interface ConnectionSigns {
  /** In milliseconds; unknown before the first ping has come back. */
  readonly latency: number | undefined;
  /** Requests that were not acknowledged in time, in the last ten minutes. */
  readonly silences: number;
  /** Connections lost in the last hour. */
  readonly reconnections: number;
}

const limits = [
  { quality: "excellent", latency: 100, silences: 0, reconnections: 0 },
  { quality: "good", latency: 250, silences: 1, reconnections: 2 },
  { quality: "fair", latency: 600, silences: 3, reconnections: 6 },
] as const;

export function connectionQuality({
  latency = 0,
  silences,
  reconnections,
}: ConnectionSigns): ConnectionQuality {
  const within = limits.find(
    (limit) =>
      latency <= limit.latency &&
      silences <= limit.silences &&
      reconnections <= limit.reconnections,
  );
  return within?.quality ?? "poor";
}
