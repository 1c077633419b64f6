/** A bug here would look like: an order that comes alive again, or a payment that counts twice. */
import { OrderStatus } from "@printermaster/contracts";
import { describe, expect, it } from "vitest";
import {
  accepts,
  order,
  reachable,
  type ChangeOrder,
  type CreateOrder,
  type OrderEvent,
} from "../src/shop/domain/order.ts";
import { specification } from "./given.ts";

const given = specification(order);
const at = "2026-03-01T09:00:00.000Z";
const fact = (key: string, hash = "h") => ({ key, hash });

const create = (key = "k0"): CreateOrder => ({
  type: "CreateOrder",
  at,
  fact: fact(key),
  orderId: "order1",
  company: "demo",
  branch: "oldtown",
  order: { externalId: "A-1", kind: "takeaway", items: [{ name: "Soup", quantity: 1 }] },
  createdBy: { kind: "pos", id: "till", name: "Till" },
});
const change = (change: ChangeOrder["change"], key = "k1", hash = "h"): ChangeOrder => ({
  type: "ChangeOrder",
  at,
  fact: fact(key, hash),
  change,
});
const becomes = (status: "confirmed" | "preparing" | "ready" | "delivered" | "completed") =>
  ({ type: "status-changed", status }) as const;

const { orderId, company, branch, createdBy, order: told } = create();
const created: OrderEvent = {
  type: "OrderCreated",
  at,
  fact: fact("k0"),
  data: { ...told, orderId, company, branch, createdBy },
};
const moved = (from: OrderStatus, to: OrderStatus, key = `to-${to}`): OrderEvent => ({
  type: "OrderStatusChanged",
  at,
  fact: fact(key),
  data: { from, to },
});
const cancelled: OrderEvent = {
  type: "OrderCancelled",
  at,
  fact: fact("kc"),
  data: { from: "pending" },
};
const card = { amount: 1200, currency: "EUR", method: "card" };
const paid: OrderEvent = {
  type: "OrderPaymentReceived",
  at,
  fact: fact("kp"),
  data: { payment: card },
};

describe("an order", () => {
  it("begins pending, unpaid, and called by its own id if it has no number", () => {
    given().when(create()).emits({ type: "OrderCreated" });
    expect(order.evolve(undefined, created)).toMatchObject({
      status: "pending",
      paid: 0,
      orderNumber: "A-1",
      facts: [fact("k0")],
    });
  });

  it("that was told before changes nothing when it is told again", () => {
    given(created).when(create()).changesNothing();
    given(created, moved("pending", "ready")).when(create()).changesNothing();
  });

  it("told under a used key with another body, or under another key, is refused", () => {
    given(created)
      .when({ ...create(), fact: fact("k0", "other") })
      .refuses("key-reused");
    given(created).when(create("k9")).refuses("order-exists");
  });

  it("nobody has created is unknown", () => {
    given()
      .when(change(becomes("ready")))
      .refuses("unknown-order");
  });

  it("may leave steps out, and is made again when something was wrong", () => {
    const at = { type: "OrderStatusChanged", data: { from: "pending", to: "ready" } };
    given(created)
      .when(change(becomes("ready")))
      .emits(at);
    given(created, moved("pending", "ready"))
      .when(change(becomes("preparing")))
      .emits({ data: { from: "ready", to: "preparing" } });
    given(created, moved("pending", "delivered"))
      .when(change(becomes("ready")))
      .refuses("status-not-reachable");
  });

  it("that is told the status it has changes nothing", () => {
    given(created, moved("pending", "ready"))
      .when(change(becomes("ready")))
      .changesNothing();
  });

  it("that has ended takes payments and nothing else", () => {
    for (const end of [cancelled, moved("pending", "completed")]) {
      given(created, end)
        .when(change(becomes("preparing")))
        .refuses("order-ended");
      given(created, end)
        .when(change({ type: "cancelled" }))
        .refuses("order-ended");
      given(created, end)
        .when(change({ type: "payment-received", payment: card }))
        .emits({ type: "OrderPaymentReceived" });
    }
  });

  it("counts each payment once", () => {
    given(created, paid)
      .when(change({ type: "payment-received", payment: card }, "kp"))
      .changesNothing();
    const twice = [created, paid, { ...paid, fact: fact("kq") }];
    const state = twice.reduce(order.evolve, order.initial);
    expect(state).toMatchObject({ paid: 2400 });
  });

  it("keeps an estimate that a later fact does not tell", () => {
    const estimatedDeliveryTime = "2026-03-01T10:00:00.000Z";
    const driver = { name: "Dana", status: "assigned" } as const;
    const history: OrderEvent[] = [
      created,
      {
        type: "OrderDriverUpdated",
        at,
        fact: fact("kd"),
        data: { driver, estimatedDeliveryTime },
      },
      moved("pending", "ready"),
    ];
    expect(history.reduce(order.evolve, order.initial)).toMatchObject({
      driver,
      estimatedDeliveryTime,
    });
  });
});

describe("the table of statuses", () => {
  it("lets every open order come to its end, and no ended one go on", () => {
    for (const status of OrderStatus.options) {
      const ended = status === "completed" || status === "cancelled";
      expect(reachable[status].includes("completed"), status).toBe(!ended);
      expect(accepts[status].includes("cancelled"), status).toBe(!ended);
      expect(reachable[status], status).not.toContain(status);
      expect(reachable[status], status).not.toContain("pending");
    }
  });
});
