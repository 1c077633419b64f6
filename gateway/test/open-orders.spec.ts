import type { Order } from "@printermaster/contracts";
import { describe, expect, test } from "vitest";
import { OpenOrders } from "../src/shop/domain/open-orders.ts";

const order = (orderId: string, changes: Partial<Order> = {}): Order => ({
  orderId,
  externalId: orderId,
  orderNumber: orderId,
  company: "acme",
  branch: "north",
  kind: "takeaway",
  items: [{ name: "Soup", quantity: 1 }],
  status: "pending",
  paid: 0,
  createdBy: { kind: "pos", id: "till", name: "Till" },
  createdAt: "2026-03-01T09:00:00.000Z",
  updatedAt: "2026-03-01T09:00:00.000Z",
  ...changes,
});
const idsSince = (open: OpenOrders, since: string) =>
  open.changedSince(since).map(({ orderId }) => orderId);

describe("the open orders of a branch", () => {
  test("are those that have not ended, the oldest first", () => {
    const open = new OpenOrders();
    open.take(order("young", { createdAt: "2026-03-01T10:00:00.000Z" }));
    open.take(order("old"));
    open.take(order("eaten"));
    open.take(order("eaten", { status: "completed" }));
    open.take(order("unwanted", { status: "cancelled" }));
    expect(idsSince(open, "2026-03-01T00:00:00.000Z")).toEqual(["old", "young"]);
  });

  test("are forgotten when nobody touched them for long, and come back with the next touch", () => {
    const open = new OpenOrders();
    open.take(order("forgotten"));
    expect(idsSince(open, "2026-03-02T09:00:01.000Z")).toEqual([]);
    open.take(order("forgotten", { status: "ready", updatedAt: "2026-03-02T10:00:00.000Z" }));
    expect(idsSince(open, "2026-03-02T09:00:01.000Z")).toEqual(["forgotten"]);
  });

  test("end with a payment that comes after their end", () => {
    const open = new OpenOrders();
    open.take(order("paid", { status: "completed", paid: 5 }));
    expect(idsSince(open, "")).toEqual([]);
  });
});
