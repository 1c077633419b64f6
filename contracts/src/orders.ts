/** Orders of a shop: what can be told of one, what is stored, and what `/orders` says of it. */
import { z } from "zod";
import { Id, idFromBytes, IdempotencyKey, line, type Sha256 } from "./ids.ts";
import { Actor } from "./jobs.ts";

export const ORDERS_NAMESPACE = "/orders";

/** An id of another system: kept and told as it is, and never part of a subject. */
export const ForeignId = line(100).min(1);

/** The order of that id in that branch, whoever tells of it. */
export const deriveOrderId = (sha256: Sha256, company: Id, branch: Id, externalId: string): Id =>
  idFromBytes(sha256(`order\n${company}\n${branch}\n${externalId}`));

export const OrderStatus = z.enum([
  "pending",
  "confirmed",
  "preparing",
  "ready",
  "out-for-delivery",
  "delivered",
  "completed",
  "cancelled",
]);
export type OrderStatus = z.infer<typeof OrderStatus>;

export const isOpenOrder = (status: OrderStatus): boolean =>
  status !== "completed" && status !== "cancelled";

/** In the smallest unit of its currency. */
const amount = z.number().int().nonnegative().max(1_000_000_000);
const currency = z.string().regex(/^[A-Z]{3}$/, "three capital letters, as in ISO 4217");

export const OrderItem = z.object({
  name: line(120).min(1),
  quantity: z.number().positive().max(10_000),
  externalId: ForeignId.optional(),
  /** By these it is found which printers an order goes to. */
  category: line(60).optional(),
  station: line(60).optional(),
  note: line(200).optional(),
  modifiers: z.array(line(120)).max(20).optional(),
  amount: amount.optional(),
});

export const Driver = z.object({
  name: line(120).min(1),
  phone: line(40).optional(),
  status: z.enum(["assigned", "at-branch", "on-the-way", "arrived", "released"]),
  latitude: z.number().min(-90).max(90).optional(),
  longitude: z.number().min(-180).max(180).optional(),
});
export type Driver = z.infer<typeof Driver>;

export const Payment = z.object({
  amount,
  currency,
  method: line(40).min(1),
  reference: line(100).optional(),
});
export type Payment = z.infer<typeof Payment>;

/** As the system that took the order tells of it. */
export const NewOrder = z.object({
  /** Unique in its branch for as long as the log remembers; without one, the idempotency key is. */
  externalId: ForeignId.optional(),
  /** As people call it; it may come again every day. */
  orderNumber: line(40).min(1).optional(),
  kind: z.enum(["dine-in", "takeaway", "delivery"]).default("takeaway"),
  table: line(40).optional(),
  customer: line(120).optional(),
  note: line(300).optional(),
  items: z.array(OrderItem).min(1).max(100),
  total: amount.optional(),
  currency: currency.optional(),
  estimatedDeliveryTime: z.iso.datetime().optional(),
});
export type NewOrder = z.infer<typeof NewOrder>;

/** What may be told of an order that is there. */
export const OrderChange = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("status-changed"),
    status: OrderStatus.exclude(["pending", "cancelled"]),
    estimatedDeliveryTime: z.iso.datetime().optional(),
  }),
  z.object({ type: z.literal("cancelled"), reason: line(200).optional() }),
  z.object({
    type: z.literal("driver-updated"),
    driver: Driver,
    estimatedDeliveryTime: z.iso.datetime().optional(),
  }),
  z.object({ type: z.literal("payment-received"), payment: Payment }),
]);
export type OrderChange = z.infer<typeof OrderChange>;

export const Order = NewOrder.extend({
  orderId: Id,
  company: Id,
  branch: Id,
  externalId: ForeignId,
  orderNumber: line(100),
  status: OrderStatus,
  /** Of all payments. */
  paid: amount,
  driver: Driver.optional(),
  cancelReason: z.string().optional(),
  createdBy: Actor,
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Order = z.infer<typeof Order>;

/** Which facts have been told already: a key, and a hash of what was told under it. */
export const ToldFact = z.object({ key: Id, hash: z.string() });
export type ToldFact = z.infer<typeof ToldFact>;

export const OrderState = Order.extend({ facts: z.array(ToldFact) });
export type OrderState = z.infer<typeof OrderState>;

export const orderEventData = {
  OrderCreated: NewOrder,
  OrderStatusChanged: z.object({ from: OrderStatus, to: OrderStatus }),
  OrderCancelled: z.object({ from: OrderStatus, reason: z.string().optional() }),
  OrderDriverUpdated: z.object({ driver: Driver }),
  OrderPaymentReceived: z.object({ payment: Payment }),
} as const;
export type OrderEventType = keyof typeof orderEventData;

export const StoredOrderEvent = z.object({
  id: Id,
  at: z.iso.datetime(),
  data: z.unknown(),
  state: OrderState,
});
export type StoredOrderEvent = z.infer<typeof StoredOrderEvent>;

/** Together with what it becomes it must fit into one message of the log. */
export const MAX_FACTS_BYTES = 24 * 1024;

const SomeActor = Actor.default({ kind: "service", id: "nats", name: "NATS client" });

/** What orchestrators are told over NATS; company and branch are the subject's. */
export const CreateOrder = z.object({
  idempotencyKey: IdempotencyKey,
  order: NewOrder,
  toldBy: SomeActor,
});
export type CreateOrder = z.infer<typeof CreateOrder>;

/** By our id, or by that of the system it came from. */
const whichOrder = { orderId: Id.optional(), externalId: ForeignId.optional() };
export function namesOne(told: object): boolean {
  const { orderId, externalId } = told as { orderId?: unknown; externalId?: unknown };
  return (orderId === undefined) !== (externalId === undefined);
}
const NAMES_ONE = { path: ["orderId"], message: "either orderId or externalId" };

export const ChangeOrder = z
  .object({
    idempotencyKey: IdempotencyKey,
    ...whichOrder,
    change: OrderChange,
    toldBy: SomeActor,
  })
  .refine(namesOne, NAMES_ONE);
export type ChangeOrder = z.infer<typeof ChangeOrder>;

export const OrderTold = z.object({ order: Order, replayed: z.boolean() });
export type OrderTold = z.infer<typeof OrderTold>;

/** `POST /v1/orders` */
export const PostOrder = NewOrder.extend({ branchId: Id.optional() });
export type PostOrder = z.infer<typeof PostOrder>;

/** Open orders that changed within the last day, the oldest first. */
export const LiveOrders = z.object({
  branchId: Id,
  orders: z.array(Order),
  timestamp: z.iso.datetime(),
});
export type LiveOrders = z.infer<typeof LiveOrders>;
