import { z } from "zod";

const share = z.number().nonnegative();

/** Agent → bridge, after its hello and every half a minute: how it is. Never acknowledged. */
export const AgentHeartbeat = z.object({
  uptimeSeconds: z.number().int().nonnegative(),
  /** Of one processor core, since the last one; 1 is all of it. */
  cpu: share,
  memoryMb: share,
  /** How late the event loop's timers are at worst. */
  delayMs: share,
  queueDepth: z.number().int().nonnegative(),
  /** Connections that were lost, since it started and within the last hour; moves from a draining gateway are not counted. */
  reconnections: z.number().int().nonnegative(),
  recentReconnections: z.number().int().nonnegative(),
  transport: z.enum(["websocket", "polling"]),
});
export type AgentHeartbeat = z.infer<typeof AgentHeartbeat>;
