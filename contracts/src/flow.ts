/** What goes on behind the screens, for those who look at it now: never stored, and never what was said. */
import { z } from "zod";
import { CorrelationId } from "./ids.ts";

export const FlowEvent = z.object({
  at: z.iso.datetime(),
  gateway: z.string(),
  over: z.enum(["socket", "broker"]),
  /** As the gateway sees it. */
  direction: z.enum(["in", "out"]),
  name: z.string(),
  branch: z.string().optional(),
  /** `user anna`, `agent till1`, or where on the broker. */
  peer: z.string().optional(),
  correlationId: CorrelationId.optional(),
  bytes: z.number().int().nonnegative(),
  /** Until it was answered. */
  ms: z.number().nonnegative().optional(),
  /** `ok`, or the code of the refusal. */
  outcome: z.string().optional(),
});
export type FlowEvent = z.infer<typeof FlowEvent>;

/** What somebody wants to see of it. */
export const FlowFilter = z.object({
  correlationId: CorrelationId.optional(),
  over: z.enum(["socket", "broker"]).optional(),
  name: z.string().max(100).optional(),
});
export type FlowFilter = z.infer<typeof FlowFilter>;

export const ListenerCount = z.object({
  /** `socket`, `namespace`, `process`, `broker`, …: what is listened to. */
  on: z.string(),
  event: z.string(),
  count: z.number().int(),
  /** The most that one of them has. */
  mostOnOne: z.number().int(),
  suspicion: z.enum(["too-many-on-one", "growing"]).optional(),
});
export type ListenerCount = z.infer<typeof ListenerCount>;

export const GatewayListeners = z.object({
  gateway: z.string(),
  at: z.iso.datetime(),
  uptimeSeconds: z.number(),
  sockets: z.number().int(),
  heapMegabytes: z.number(),
  /** What was refused and cut since the start. */
  refused: z.record(z.string(), z.number().int()),
  listeners: z.array(ListenerCount),
});
export type GatewayListeners = z.infer<typeof GatewayListeners>;

export const ListenersReport = z.object({ gateways: z.array(GatewayListeners) });
export type ListenersReport = z.infer<typeof ListenersReport>;
