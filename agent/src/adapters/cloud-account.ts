/** The connection to the cloud in one view, for whoever looks at this agent. */
import { connectionQuality } from "@printermaster/contracts";
import type { CloudStatus } from "../status-page/agent-status.ts";
import type { BridgeLink } from "./bridge-link.ts";
import type { CloudClock } from "./cloud-clock.ts";

export function cloudAccount(link: BridgeLink, clock: CloudClock): CloudStatus {
  const url = link.url();
  const endpoints = link.endpoints.all();
  const { recentReconnections: lostInLastHour } = link.losses.told();
  const estimate = clock.estimate();
  const latencyMs = url === undefined ? undefined : link.endpoints.of(url)?.latencyMs;
  return {
    connected: link.ready(),
    transport: link.transport(),
    quality: connectionQuality({ latency: latencyMs, silences: 0, reconnections: lostInLastHour }),
    lostInLastHour,
    ...(url === undefined ? {} : { url }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(estimate && { clock: estimate }),
    endpoints: endpoints.map(({ url: address, latencyMs, reachable }) => ({
      url: address,
      current: address === url,
      ...(latencyMs === undefined ? {} : { latencyMs }),
      ...(reachable === undefined ? {} : { reachable }),
    })),
  };
}
