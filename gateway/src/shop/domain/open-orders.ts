/** A branch's orders that are neither completed nor cancelled, as its log tells them. */
import { isOpenOrder, type Id, type Order } from "@printermaster/contracts";

export class OpenOrders {
  readonly #orders = new Map<Id, Order>();

  take(order: Order): void {
    if (isOpenOrder(order.status)) this.#orders.set(order.orderId, order);
    else this.#orders.delete(order.orderId);
  }

  /** Those that changed at `since` or later, the oldest first: what nobody touches for a day was forgotten by its shop. */
  changedSince(since: string): Order[] {
    for (const [id, { updatedAt }] of this.#orders) if (updatedAt < since) this.#orders.delete(id);
    return [...this.#orders.values()].sort((one, other) =>
      one.createdAt < other.createdAt ? -1 : one.createdAt > other.createdAt ? 1 : 0,
    );
  }
}
