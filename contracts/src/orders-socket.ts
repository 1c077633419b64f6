/** What is said on `/orders`. Names and envelopes are those of the system that this one replaces. */
import { z } from "zod";
import { Id } from "./ids.ts";
import { Driver, LiveOrders, Order, OrderStatus, Payment } from "./orders.ts";
import { ServerDraining, SyncReady, SyncRequired } from "./sockets.ts";

/** Older clients send the id alone. */
export const BranchChoice = z.preprocess(
  (said) => (typeof said === "string" ? { branchId: said } : said),
  z.object({ branchId: Id }),
);
/** Of all branches of the one who asks, if it names none. */
export const LiveOrdersRequest = z.preprocess(
  (said) => (typeof said === "string" ? { branchId: said } : (said ?? {})),
  z.object({ branchId: Id.optional() }),
);

const told = { timestamp: z.iso.datetime(), sequence: z.number().int() };
const named = { orderId: Id, orderNumber: z.string(), externalId: z.string(), branchId: Id };
const estimatedDeliveryTime = z.iso.datetime().optional();

export const OrderView = Order.extend({ id: Id, branchId: Id });

export const NewOrderMessage = z.object({
  type: z.literal("NEW_ORDER"),
  data: OrderView,
  ...told,
});
export type NewOrderMessage = z.infer<typeof NewOrderMessage>;

export const OrderStatusMessage = z.object({
  type: z.literal("ORDER_STATUS_UPDATE"),
  data: z.object({
    ...named,
    previousStatus: OrderStatus,
    newStatus: OrderStatus,
    estimatedDeliveryTime,
    driverInfo: Driver.optional(),
  }),
  ...told,
});
export type OrderStatusMessage = z.infer<typeof OrderStatusMessage>;

export const OrderCancelledMessage = z.object({
  type: z.literal("ORDER_CANCELLED"),
  data: z.object({
    ...named,
    previousStatus: OrderStatus,
    reason: z.string().optional(),
    cancelledAt: z.iso.datetime(),
  }),
  ...told,
});
export type OrderCancelledMessage = z.infer<typeof OrderCancelledMessage>;

export const DriverMessage = z.object({
  type: z.literal("DRIVER_UPDATE"),
  data: z.object({ ...named, driverInfo: Driver, estimatedDeliveryTime }),
  ...told,
});
export type DriverMessage = z.infer<typeof DriverMessage>;

export const PaymentMessage = z.object({
  type: z.literal("PAYMENT_RECEIVED"),
  data: z.object({ ...named, payment: Payment, paid: z.number().int() }),
  ...told,
});
export type PaymentMessage = z.infer<typeof PaymentMessage>;

const JoinedBranch = z.object({ branchId: Id });

/** Name → payload, and what its acknowledgement holds when it is not refused. */
export const ordersClientEvents = {
  joinBranch: { payload: BranchChoice, answer: JoinedBranch },
  "join:branch": { payload: BranchChoice, answer: JoinedBranch },
  leaveBranch: { payload: BranchChoice, answer: JoinedBranch },
  requestLiveOrders: {
    payload: LiveOrdersRequest,
    answer: z.object({ branches: z.array(LiveOrders) }),
  },
} as const;

export const ordersServerEvents = {
  "sync:ready": SyncReady,
  "sync:required": SyncRequired,
  newOrder: NewOrderMessage,
  orderStatusUpdate: OrderStatusMessage,
  orderCancelled: OrderCancelledMessage,
  driverUpdate: DriverMessage,
  paymentReceived: PaymentMessage,
  /** For clients that ask without an acknowledgement: one for each branch. */
  liveOrders: LiveOrders,
  joinedBranch: JoinedBranch,
  leftBranch: JoinedBranch,
  "server:draining": ServerDraining,
} as const;
