/** What is said on `/ws/pos/{tenant}`: one JSON object a message, told apart by `type`. */
import { z } from "zod";
import { AvailabilityTold, SetAvailability } from "./availability.ts";
import { Refusal } from "./errors.ts";
import { Submitted } from "./commands.ts";
import { Branch, CreateJob } from "./http.ts";
import { Id, IdempotencyKey } from "./ids.ts";
import { JobReason, JobStatus, Proof } from "./jobs.ts";
import {
  Driver,
  ForeignId,
  LiveOrders,
  namesOne,
  NewOrder,
  Order,
  OrderChange,
  OrderStatus,
  OrderTold,
  Payment,
} from "./orders.ts";
import { ServerDraining, SyncReady, SyncRequired } from "./sockets.ts";

/** Chosen by the till, told again in the answer; without another key it is the idempotency key too. */
const request = {
  id: z.string().min(1).max(100).optional(),
  idempotencyKey: IdempotencyKey.optional(),
  branchId: Id.optional(),
};
const whichOrder = { orderId: Id.optional(), externalId: ForeignId.optional() };
const [statusChanged, cancelled, driverUpdated, paymentReceived] = OrderChange.options;
const about = <T extends z.ZodRawShape>(shape: T) =>
  z.object({ ...request, ...whichOrder, ...shape }).refine(namesOne, {
    path: ["orderId"],
    message: "either orderId or externalId",
  });

/** Name → what the till sends beside its type, and what an `ack` holds. A `ping` is answered with a `pong`. */
export const posClientEvents = {
  ping: { payload: z.object(request), answer: z.object({ timestamp: z.iso.datetime() }) },
  order_created: { payload: z.object({ ...request, order: NewOrder }), answer: OrderTold },
  order_updated: {
    payload: about({
      status: statusChanged.shape.status,
      estimatedDeliveryTime: statusChanged.shape.estimatedDeliveryTime,
    }),
    answer: OrderTold,
  },
  order_cancelled: { payload: about({ reason: cancelled.shape.reason }), answer: OrderTold },
  driver_updated: {
    payload: about({
      driver: Driver,
      estimatedDeliveryTime: driverUpdated.shape.estimatedDeliveryTime,
    }),
    answer: OrderTold,
  },
  payment_received: {
    payload: about({ payment: paymentReceived.shape.payment }),
    answer: OrderTold,
  },
  availability_updated: {
    payload: z.object({ ...request, items: SetAvailability.shape.items }),
    answer: AvailabilityTold,
  },
  print: { payload: CreateJob.extend(request), answer: Submitted },
  live_orders: { payload: z.object(request), answer: z.object({ branches: z.array(LiveOrders) }) },
} as const;
export type PosClientEvent = keyof typeof posClientEvents;

const told = {
  timestamp: z.iso.datetime(),
  sequence: z.number().int(),
  /** To be given as `?since=` when the till comes back. */
  offset: z.string().optional(),
};
const named = { orderId: Id, orderNumber: z.string(), externalId: z.string(), branchId: Id };

export const PosOrderCreated = z.object({ ...named, order: Order, ...told });
export type PosOrderCreated = z.infer<typeof PosOrderCreated>;

export const PosOrderUpdated = z.object({
  ...named,
  change: z.enum(["status", "cancelled", "driver"]),
  status: OrderStatus,
  order: Order,
  ...told,
});
export type PosOrderUpdated = z.infer<typeof PosOrderUpdated>;

export const PosPayment = z.object({ ...named, payment: Payment, order: Order, ...told });
export type PosPayment = z.infer<typeof PosPayment>;

export const PosPrintResult = z.object({
  jobId: Id,
  branchId: Id,
  printerId: Id,
  correlationId: z.string(),
  success: z.boolean(),
  status: JobStatus,
  reason: JobReason,
  proof: Proof.optional(),
  detail: z.string().optional(),
  ...told,
});
export type PosPrintResult = z.infer<typeof PosPrintResult>;

export const PosConnected = z.object({
  tenant: z.string(),
  company: z.object({ id: Id, name: z.string() }),
  branches: z.array(Branch),
  message: z.string(),
  timestamp: z.iso.datetime(),
});
export type PosConnected = z.infer<typeof PosConnected>;

export const PosPong = z.object({ id: z.string().optional(), timestamp: z.iso.datetime() });
export const PosAck = z.object({ id: z.string().optional(), result: z.unknown() });
/** Without an id: of what could not be read as a message. */
export const PosError = z.object({ id: z.string().optional(), error: Refusal });

const offset = z.string().optional();

export const posServerEvents = {
  connected: PosConnected,
  pong: PosPong,
  ack: PosAck,
  error: PosError,
  order_created: PosOrderCreated,
  order_updated: PosOrderUpdated,
  payment_received: PosPayment,
  print_result: PosPrintResult,
  "sync:ready": SyncReady.extend({ offset }),
  "sync:required": SyncRequired.extend({ offset }),
  "server:draining": ServerDraining,
} as const;

/** Why a till's connection is closed by us. */
export const posCloseCodes = {
  /** Another instance takes over: come back at once. */
  restart: 1012,
  /** Its key has expired or was revoked. */
  unauthenticated: 4401,
  /** It sends more than a connection may. */
  flooding: 4429,
} as const;

/** `GET /health`, word for word as points of sale of the older kind expect it. */
export const PosHealth = z.object({ status: z.literal("ok"), service: z.string() });
