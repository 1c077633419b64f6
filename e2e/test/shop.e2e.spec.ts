/** A bug here would look like: an order that the kitchen never saw because it came in next door, or saw twice after a crash. */
import {
  AVAILABILITY_NAMESPACE,
  ORDERS_NAMESPACE,
  type LiveOrders,
  type NewOrderMessage,
} from "@printermaster/contracts";
import type { Stack } from "@printermaster/infra";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Client } from "../src/client.ts";
import { freshStack } from "../src/fresh-stack.ts";
import { allTickets, ticketsWith } from "../src/paper.ts";
import { until } from "../src/patience.ts";
import { refusedByBroker } from "../src/refused-by-broker.ts";
import { Till } from "../src/till.ts";

const SCREENS = 8;
const ORDERS = 60;

describe("two gateways and two orchestrators behind one address", () => {
  let stack: Stack;
  let client: Client;
  let till: Till;
  const screens: { readonly orders: string[]; readonly socket: Socket }[] = [];
  const branchId = "oldtown";

  beforeAll(async () => {
    stack = await freshStack({ gateways: 2, orchestrators: 2, agents: 1 });
    client = await Client.logIn(stack);
    for (let n = 0; n < SCREENS; n++) {
      const socket = open(ORDERS_NAMESPACE);
      const orders: string[] = [];
      socket.on("newOrder", ({ data }: NewOrderMessage) => orders.push(data.externalId));
      screens.push({ orders, socket });
    }
    const { company, apiKeys } = stack.demo;
    till = new Till(stack.url, company.tenant, apiKeys[0]!.key);
    await until("the till", () => till.ofType("sync:ready").length > 0);
    await until("all screens", () => screens.every(({ socket }) => socket.connected));
  });
  afterAll(async () => {
    till?.close();
    screens.forEach(({ socket }) => socket.disconnect());
    await stack?.stop();
  });

  const open = (namespace: string, url = stack.url) =>
    io(url + namespace, {
      transports: ["websocket"],
      forceNew: true,
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
      auth: { token: client.token },
    });

  /** Whoever is not answered asks again, with the same key. */
  const post = (externalId: string, by = client) =>
    until(`an answer to ${externalId}`, async () => {
      const order = { externalId, branchId, items: [{ name: "Soup", quantity: 1 }] };
      const key = { "idempotency-key": externalId };
      const reply = await by.http("POST", "/v1/orders", order, key).catch(() => undefined);
      return (reply?.status === 201 || reply?.status === 200) && reply;
    });

  it("tell screens and tills of both what came in at one", async () => {
    const [here, there] = stack.gatewayUrls;
    const next = open(ORDERS_NAMESPACE, there);
    await new Promise<void>((ready) => next.once("sync:ready", () => ready()));
    const told = new Promise((heard) => next.once("newOrder", heard));
    await post("first", await Client.logIn(stack, here));
    expect(await told).toMatchObject({ data: { externalId: "first" } });
    next.disconnect();
    for (const { orders } of screens) await until("the order", () => orders.includes("first"));
    await until("the till", () => till.ofType("order_created").length === 1);
  });

  it("take what a till tells and prints, and tell it what became of it", async () => {
    const order = { externalId: "T-1", items: [{ name: "Soup", quantity: 2 }] };
    const told = await till.tell("order_created", "m1", { branchId, order });
    expect(told).toMatchObject({ type: "ack", result: { order: { status: "pending" } } });
    const ready = { branchId, externalId: "T-1", status: "ready" };
    expect(await till.tell("order_updated", "m2", ready)).toMatchObject({ type: "ack" });
    const { id: printerId } = stack.printers[0]!;
    const document = { kind: "text", text: "Two soups end" };
    const print = await till.tell("print", "m3", { branchId, printerId, document });
    expect(print).toMatchObject({ type: "ack" });
    const result = await until("the print", () => till.ofType("print_result")[0]);
    expect(result).toMatchObject({ success: true, status: "completed" });
    expect(ticketsWith(await allTickets(stack), "Two soups end")).toHaveLength(1);
    const { body } = await client.http("GET", `/v1/orders/live?branchId=${branchId}`);
    const { branches } = body as { branches: LiveOrders[] };
    expect(branches[0]?.orders.find(({ externalId }) => externalId === "T-1")?.status).toBe(
      "ready",
    );
  });

  it("warn of what runs out once, whoever tells of it", async () => {
    const socket = open(AVAILABILITY_NAMESPACE);
    const alerts: string[] = [];
    socket.on("stockAlert", ({ data }: { data: { alertType: string } }) =>
      alerts.push(data.alertType),
    );
    await until("the screen", () => socket.connected);
    for (const [n, stock] of [9, 4, 3, 0].entries()) {
      const items = [{ externalId: "soup", name: "Soup", stock, lowAt: 5 }];
      const told = await till.tell("availability_updated", `a${n}`, { branchId, items });
      expect(told).toMatchObject({ type: "ack" });
    }
    await until("both alerts", () => alerts.length === 2);
    expect(alerts).toEqual(["low_stock", "out_of_stock"]);
    socket.disconnect();
  });

  it("lose and double nothing when one of each is killed", async () => {
    const before = screens.map(({ orders }) => orders.length);
    const seen = till.ofType("order_created").length;
    const stored: string[] = [];
    for (let n = 0; n < ORDERS; n++) {
      if (n === 20) await stack.kill("gateway-1", "SIGKILL");
      if (n === 35) await stack.kill("orchestrator-1", "SIGKILL");
      await post(`kill-${n}`);
      stored.push(`kill-${n}`);
    }
    for (const [index, { orders }] of screens.entries()) {
      await until("the last order", () => orders.at(-1) === stored.at(-1));
      expect(orders.slice(before[index])).toEqual(stored);
    }
    await until("all at the till", () => till.ofType("order_created").length >= seen + ORDERS);
    const told = till.ofType("order_created").slice(seen);
    expect(told.map(({ externalId }) => externalId)).toEqual(stored);
    expect(till.ofType("sync:required")).toEqual([]);
    expect(refusedByBroker(stack)).toEqual([]);
  });
});
