/** Orders, and what a branch can sell. */
import {
  AvailabilityTold,
  Id,
  LiveOrders,
  OrderChange,
  OrderTold,
  PosHealth,
  PostAvailability,
  PostOrder,
} from "@printermaster/contracts";
import { z } from "zod";
import { commanded, ok } from "./parts.ts";
import type { Route } from "./route.ts";

const tag = "Shop";
const ofOrder = z.object({ id: Id });
const OrderAnswer = OrderTold.pick({ order: true });
const replayed = ["idempotency-replayed"];

export const shopRoutes: readonly Route[] = [
  {
    method: "post",
    path: "/v1/orders",
    tag,
    summary: "Tell of a new order",
    who: "tell-facts",
    headers: ["idempotency-key"],
    body: PostOrder,
    answers: {
      201: ok("It is durable, and told to everybody concerned.", OrderAnswer, ["location"]),
      200: ok("The same key brought it before.", OrderAnswer, ["location", ...replayed]),
    },
    refusals: [...commanded, "order-exists", "facts-too-large"],
  },
  {
    method: "get",
    path: "/v1/orders/live",
    tag,
    summary: "List open orders of the last day, the oldest first",
    who: "read",
    query: z.object({ branchId: Id.optional() }),
    answers: {
      200: ok("By branch, as the log has them now.", z.object({ branches: z.array(LiveOrders) })),
    },
  },
  {
    method: "get",
    path: "/v1/orders/:id",
    tag,
    summary: "Read an order",
    who: "read",
    params: ofOrder,
    answers: { 200: ok("The order.", OrderAnswer) },
    refusals: ["unknown-order"],
  },
  {
    method: "post",
    path: "/v1/orders/:id/events",
    tag,
    summary: "Tell what became of an order",
    who: "tell-facts",
    params: ofOrder,
    headers: ["idempotency-key"],
    body: OrderChange,
    answers: { 200: ok("The order as it is now.", OrderAnswer, replayed) },
    refusals: [
      ...([...commanded, "unknown-order", "order-ended"] as const),
      ...(["status-not-reachable", "facts-too-large"] as const),
    ],
  },
  {
    method: "post",
    path: "/v1/availability",
    tag,
    summary: "Tell what a branch can sell",
    who: "tell-facts",
    headers: ["idempotency-key"],
    body: PostAvailability,
    answers: {
      200: ok("The items as they are now.", AvailabilityTold.pick({ items: true }), replayed),
    },
    refusals: [...commanded, "facts-too-large"],
  },
  {
    method: "get",
    path: "/health",
    tag: "Running",
    summary: "What points of sale of the older kind ask",
    who: "anybody",
    answers: { 200: ok("Sockets are served.", PosHealth) },
  },
];
