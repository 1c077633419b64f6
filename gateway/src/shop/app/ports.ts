import type {
  Answer,
  AvailabilityTold,
  ChangeOrder,
  CreateOrder,
  Id,
  Order,
  OrderTold,
  SetAvailability,
} from "@printermaster/contracts";
import type { CommandAddress } from "../../jobs/app/ports.ts";

/** Without an answer in time: refused with `no-answer`. Telling the same again is harmless. */
export interface ShopCommands {
  createOrder(address: CommandAddress, body: CreateOrder): Promise<Answer<OrderTold>>;
  changeOrder(address: CommandAddress, body: ChangeOrder): Promise<Answer<OrderTold>>;
  setAvailability(
    address: CommandAddress,
    body: SetAvailability,
  ): Promise<Answer<AvailabilityTold>>;
}

/** From the log; they fail with the fault `storage-unavailable`. */
export interface OrderReader {
  order(company: Id, orderId: Id): Promise<Order | undefined>;
  /** Those that are open and changed within the last day, the oldest first. */
  liveOrders(company: Id, branch: Id): Promise<readonly Order[]>;
}
