/** A line for every message that a till may send, sound in itself and aimed at a branch. Whoever adds a message adds its line. */
import type { Target } from "./targets.ts";

const driver = { name: "Dana", status: "assigned" };
const payment = { amount: 1, currency: "EUR", method: "cash" };
const order = { externalId: "P-1", items: [{ name: "Soup", quantity: 2 }] };
const known = { externalId: "P-1" };

/** `own`: it speaks of the connection that says it, and of nothing else. */
export const tillLines: Readonly<Record<string, "own" | ((at: Target) => object)>> = {
  ping: "own",
  order_created: () => ({ order }),
  order_updated: () => ({ ...known, status: "ready" }),
  order_cancelled: () => known,
  driver_updated: () => ({ ...known, driver }),
  payment_received: () => ({ ...known, payment }),
  availability_updated: () => ({ items: [{ externalId: "soup", stock: 1 }] }),
  print: ({ printer }) => ({ printerId: printer, document: { kind: "text", text: "hello" } }),
  live_orders: () => ({}),
};
