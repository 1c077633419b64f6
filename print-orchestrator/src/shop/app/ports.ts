import type { ItemState, OrderState, StoredItemsEvent } from "@printermaster/contracts";
import type { ItemEvent } from "../domain/item.ts";
import type { OrderEvent } from "../domain/order.ts";

export interface Whose {
  readonly company: string;
  readonly branch: string;
}

export interface ShopContext extends Whose {
  readonly correlationId: string;
}

/** As the last event of its subject tells it; `sequence` 0: there is none. */
export interface Known<T> {
  readonly state: T | undefined;
  readonly sequence: number;
}

/** Appends are compare-and-set on the subject; false: somebody was first. */
export interface ShopLog {
  readonly order: (whose: Whose, orderId: string) => Promise<Known<OrderState>>;
  readonly appendOrder: (
    context: ShopContext,
    event: OrderEvent,
    state: OrderState,
    expected: number,
  ) => Promise<boolean>;
  readonly item: (whose: Whose, itemId: string) => Promise<Known<ItemState>>;
  readonly appendItem: (
    context: ShopContext,
    event: ItemEvent,
    expected: number,
  ) => Promise<boolean>;
  readonly list: (whose: Whose, listId: string) => Promise<StoredItemsEvent | undefined>;
  readonly appendList: (
    context: ShopContext,
    listId: string,
    list: Omit<StoredItemsEvent, "id">,
  ) => Promise<boolean>;
}

export interface ShopDeps {
  readonly shop: ShopLog;
  readonly now: () => Date;
  readonly orderIdOf: (whose: Whose, externalId: string) => string;
  readonly itemIdOf: (
    whose: Whose,
    item: { readonly kind: "product" | "modifier"; readonly externalId: string },
  ) => string;
  readonly idOf: (text: string) => string;
  /** Keyed, so that the log does not tell what was said under another key. */
  readonly keyedHash: (text: string) => string;
}
