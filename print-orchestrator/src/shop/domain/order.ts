/** The life of an order: which fact is taken in which status, and the order after it. What was told before changes nothing. */
import type {
  Actor,
  Decider,
  Decision,
  NewOrder,
  OrderChange,
  OrderState,
  OrderStatus,
  Payment,
  Driver,
  ToldFact,
} from "@printermaster/contracts";
import { withFact } from "./told-facts.ts";

export interface CreateOrder {
  readonly type: "CreateOrder";
  readonly at: string;
  readonly fact: ToldFact;
  readonly orderId: string;
  readonly company: string;
  readonly branch: string;
  readonly order: NewOrder & { readonly externalId: string };
  readonly createdBy: Actor;
}

export interface ChangeOrder {
  readonly type: "ChangeOrder";
  readonly at: string;
  readonly fact: ToldFact;
  readonly change: OrderChange;
}

export type OrderCommand = CreateOrder | ChangeOrder;

type Created = Pick<CreateOrder, "orderId" | "company" | "branch" | "createdBy"> &
  CreateOrder["order"];
type Eta = { readonly estimatedDeliveryTime?: string | undefined };

export type OrderEvent = { readonly at: string; readonly fact: ToldFact } & (
  | { readonly type: "OrderCreated"; readonly data: Created }
  | {
      readonly type: "OrderStatusChanged";
      readonly data: { readonly from: OrderStatus; readonly to: OrderStatus } & Eta;
    }
  | {
      readonly type: "OrderCancelled";
      readonly data: { readonly from: OrderStatus; readonly reason?: string | undefined };
    }
  | { readonly type: "OrderDriverUpdated"; readonly data: { readonly driver: Driver } & Eta }
  | { readonly type: "OrderPaymentReceived"; readonly data: { readonly payment: Payment } }
);

/** Shops leave steps out, so it may go further than to the next; what was ready and is wrong is made again. */
export const reachable: Record<OrderStatus, readonly OrderStatus[]> = {
  pending: ["confirmed", "preparing", "ready", "out-for-delivery", "delivered", "completed"],
  confirmed: ["preparing", "ready", "out-for-delivery", "delivered", "completed"],
  preparing: ["ready", "out-for-delivery", "delivered", "completed"],
  ready: ["preparing", "out-for-delivery", "delivered", "completed"],
  "out-for-delivery": ["delivered", "completed"],
  delivered: ["completed"],
  completed: [],
  cancelled: [],
};

const whileOpen = ["status-changed", "cancelled", "driver-updated", "payment-received"] as const;
const afterwards = ["payment-received"] as const;

/** Money may move after an order is over: it is paid at the door, or given back. */
export const accepts: Record<OrderStatus, readonly OrderChange["type"][]> = {
  pending: whileOpen,
  confirmed: whileOpen,
  preparing: whileOpen,
  ready: whileOpen,
  "out-for-delivery": whileOpen,
  delivered: whileOpen,
  completed: afterwards,
  cancelled: afterwards,
};

export type KnownOrder = OrderState | undefined;

export const order: Decider<KnownOrder, OrderCommand, OrderEvent> = {
  initial: undefined,
  decide,
  evolve,
};

function decide(state: KnownOrder, command: OrderCommand): Decision<OrderEvent> {
  const told = state?.facts.find(({ key }) => key === command.fact.key);
  if (told) return told.hash === command.fact.hash ? NOTHING : { refused: "key-reused" };
  if (command.type === "CreateOrder")
    return state ? { refused: "order-exists" } : one(created(command));
  return state ? decideChange(state, command) : { refused: "unknown-order" };
}

function created(command: CreateOrder): OrderEvent {
  const { type: _, at, fact, order: told, ...identity } = command;
  return { type: "OrderCreated", at, fact, data: { ...told, ...identity } };
}

function decideChange(
  { status: from }: OrderState,
  { at, fact, change }: ChangeOrder,
): Decision<OrderEvent> {
  if (change.type === "status-changed" && change.status === from) return NOTHING;
  if (!accepts[from].includes(change.type)) return { refused: "order-ended" };
  switch (change.type) {
    case "status-changed": {
      const { status: to, estimatedDeliveryTime } = change;
      if (!reachable[from].includes(to)) return { refused: "status-not-reachable" };
      const data = { from, to, estimatedDeliveryTime };
      return one({ type: "OrderStatusChanged", at, fact, data });
    }
    case "cancelled":
      return one({ type: "OrderCancelled", at, fact, data: { from, reason: change.reason } });
    case "driver-updated": {
      const { driver, estimatedDeliveryTime } = change;
      return one({ type: "OrderDriverUpdated", at, fact, data: { driver, estimatedDeliveryTime } });
    }
    case "payment-received":
      return one({ type: "OrderPaymentReceived", at, fact, data: { payment: change.payment } });
  }
}

const NOTHING: Decision<OrderEvent> = { events: [] };
const one = (event: OrderEvent): Decision<OrderEvent> => ({ events: [event] });

function evolve(state: KnownOrder, event: OrderEvent): KnownOrder {
  const { at, fact } = event;
  if (event.type === "OrderCreated") {
    const { externalId, orderNumber = externalId, ...told } = event.data;
    const times = { createdAt: at, updatedAt: at };
    const named = { ...told, externalId, orderNumber };
    return { ...named, status: "pending", paid: 0, ...times, facts: [fact] };
  }
  if (!state) throw new Error(`${event.type} before OrderCreated`);
  const facts = withFact(state.facts, fact);
  return { ...state, ...changed(state, event), updatedAt: at, facts };
}

function changed(
  { paid, estimatedDeliveryTime: before }: OrderState,
  event: Exclude<OrderEvent, { type: "OrderCreated" }>,
): Partial<OrderState> {
  switch (event.type) {
    case "OrderStatusChanged": {
      const { to: status, estimatedDeliveryTime = before } = event.data;
      return { status, estimatedDeliveryTime };
    }
    case "OrderCancelled":
      return { status: "cancelled", cancelReason: event.data.reason };
    case "OrderDriverUpdated": {
      const { driver, estimatedDeliveryTime = before } = event.data;
      return { driver, estimatedDeliveryTime };
    }
    case "OrderPaymentReceived":
      return { paid: paid + event.data.payment.amount };
  }
}
