/** Orders and availability: what is told, stored and said of them. */
export type { ShopVerb } from "./shop-subjects.ts";
export * from "./orders.ts";
export * from "./orders-socket.ts";
export * from "./availability.ts";
export * from "./namespaces.ts";
export * from "./pos.ts";
