/** What `/orders` is told of one stored event. */
import {
  orderEventData,
  StoredOrderEvent,
  type DriverMessage,
  type NewOrderMessage,
  type Order,
  type OrderCancelledMessage,
  type OrderEventType,
  type OrderState,
  type OrderStatusMessage,
  type PaymentMessage,
} from "@printermaster/contracts";
import type { LiveMessage } from "../../live/domain/live-message.ts";

export type OrderEmission =
  | { readonly event: "newOrder"; readonly body: NewOrderMessage }
  | { readonly event: "orderStatusUpdate"; readonly body: OrderStatusMessage }
  | { readonly event: "orderCancelled"; readonly body: OrderCancelledMessage }
  | { readonly event: "driverUpdate"; readonly body: DriverMessage }
  | { readonly event: "paymentReceived"; readonly body: PaymentMessage };

export interface ToldOrder {
  readonly type: OrderEventType;
  readonly at: string;
  readonly sequence: number;
  readonly data: unknown;
  readonly order: Order;
}

/** Nothing for what we do not know: a newer version may have written it. */
export function toldOrder({ type, sequence = 0, body }: LiveMessage): ToldOrder | undefined {
  const stored = StoredOrderEvent.safeParse(body).data;
  if (!stored || !isKnown(type)) return undefined;
  const { at, data } = stored;
  if (!orderEventData[type].safeParse(data).success) return undefined;
  return { type, at, sequence, data, order: withoutFacts(stored.state) };
}

const isKnown = (type: string | undefined): type is OrderEventType =>
  type !== undefined && Object.hasOwn(orderEventData, type);

export function withoutFacts(state: OrderState): Order {
  const { facts: _, ...order } = state;
  return order;
}

export function orderEmissions(message: LiveMessage): readonly OrderEmission[] {
  const told = toldOrder(message);
  return told ? emissionsOf(told) : [];
}

function emissionsOf({ type, at: timestamp, sequence, data, order }: ToldOrder): OrderEmission[] {
  const { orderId, orderNumber, externalId, branch: branchId, estimatedDeliveryTime } = order;
  const named = { orderId, orderNumber, externalId, branchId };
  const told = { timestamp, sequence };
  switch (type) {
    case "OrderCreated": {
      const view = { ...order, id: orderId, branchId };
      return [{ event: "newOrder", body: { type: "NEW_ORDER", data: view, ...told } }];
    }
    case "OrderStatusChanged": {
      const { from: previousStatus, to: newStatus } = orderEventData[type].parse(data);
      const { driver: driverInfo } = order;
      const change = { ...named, previousStatus, newStatus, estimatedDeliveryTime, driverInfo };
      const body = { type: "ORDER_STATUS_UPDATE", data: change, ...told } as const;
      return [{ event: "orderStatusUpdate", body }];
    }
    case "OrderCancelled": {
      const { from: previousStatus, reason } = orderEventData[type].parse(data);
      const change = { ...named, previousStatus, reason, cancelledAt: timestamp };
      const body = { type: "ORDER_CANCELLED", data: change, ...told } as const;
      return [{ event: "orderCancelled", body }];
    }
    case "OrderDriverUpdated": {
      const { driver: driverInfo } = orderEventData[type].parse(data);
      const change = { ...named, driverInfo, estimatedDeliveryTime };
      return [{ event: "driverUpdate", body: { type: "DRIVER_UPDATE", data: change, ...told } }];
    }
    case "OrderPaymentReceived": {
      const { payment } = orderEventData[type].parse(data);
      const change = { ...named, payment, paid: order.paid };
      const body = { type: "PAYMENT_RECEIVED", data: change, ...told } as const;
      return [{ event: "paymentReceived", body }];
    }
  }
}
