/** How good the connection to the cloud is, as far as the agent can tell; in the gateway's words and by its limits. */
import type { ConnectionQuality } from "@printermaster/contracts";

const limits = [
  { quality: "excellent", latencyMs: 100, lost: 0 },
  { quality: "good", latencyMs: 250, lost: 2 },
  { quality: "fair", latencyMs: 600, lost: 6 },
] as const;

export function linkQuality(
  latencyMs: number | undefined,
  lostInLastHour: number,
): ConnectionQuality {
  const within = limits.find(
    (limit) => (latencyMs ?? 0) <= limit.latencyMs && lostInLastHour <= limit.lost,
  );
  return within?.quality ?? "poor";
}
