/** Subjects of what is told of orders and of what a branch can sell. */
import { slotOf, type CorrelationId, type Id } from "./ids.ts";

export type ShopVerb = "create-order" | "change-order" | "set-availability";

const shop = (company: Id) => `shop.v1.${slotOf(company)}`;

export const shopSubjects = {
  shopCommand: (company: Id, branch: Id, verb: ShopVerb, correlationId: CorrelationId) =>
    `${shop(company)}.cmd.${company}.${branch}.${verb}.${correlationId}`,
  order: (company: Id, branch: Id, orderId: Id) =>
    `${shop(company)}.evt.${company}.${branch}.order.${orderId}`,
  orderInAnyBranch: (company: Id, orderId: Id) =>
    `${shop(company)}.evt.${company}.*.order.${orderId}`,
  /** Of an item, or of many that were told of at once. */
  availability: (company: Id, branch: Id, id: Id) =>
    `${shop(company)}.evt.${company}.${branch}.availability.${id}`,
  ordersOfBranch: (company: Id, branch: Id) => `${shop(company)}.evt.${company}.${branch}.order.*`,
  availabilityOfBranch: (company: Id, branch: Id) =>
    `${shop(company)}.evt.${company}.${branch}.availability.*`,
  allShopCommands: "shop.v1.*.cmd.>",
  allShop: "shop.v1.*.evt.*.*.*.*",
} as const;
