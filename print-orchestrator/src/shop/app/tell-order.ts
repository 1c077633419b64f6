/** What somebody tells of an order becomes part of its history, once. */
import {
  accepted,
  MAX_FACTS_BYTES,
  Order,
  refused,
  type Answer,
  type ChangeOrder,
  type CreateOrder,
  type OrderTold,
} from "@printermaster/contracts";
import { order as decider, type OrderCommand } from "../domain/order.ts";
import type { ShopContext, ShopDeps } from "./ports.ts";

const TRIES = 16;

export async function createOrder(
  deps: ShopDeps,
  context: ShopContext,
  { idempotencyKey, order, toldBy }: CreateOrder,
): Promise<Answer<OrderTold>> {
  if (Buffer.byteLength(JSON.stringify(order)) > MAX_FACTS_BYTES) return refused("facts-too-large");
  const { company, branch } = context;
  const externalId = order.externalId ?? idempotencyKey.slice(0, 100);
  return tell(deps, context, deps.orderIdOf(context, externalId), {
    type: "CreateOrder",
    at: deps.now().toISOString(),
    fact: factOf(deps, idempotencyKey, order),
    orderId: deps.orderIdOf(context, externalId),
    company,
    branch,
    order: { ...order, externalId },
    createdBy: toldBy,
  });
}

export async function changeOrder(
  deps: ShopDeps,
  context: ShopContext,
  { idempotencyKey, orderId, externalId, change }: ChangeOrder,
): Promise<Answer<OrderTold>> {
  return tell(deps, context, orderId ?? deps.orderIdOf(context, externalId ?? ""), {
    type: "ChangeOrder",
    at: deps.now().toISOString(),
    fact: factOf(deps, idempotencyKey, change),
    change,
  });
}

/** Load, decide, append; whoever was first makes us load and decide again. */
async function tell(
  { shop }: ShopDeps,
  context: ShopContext,
  orderId: string,
  command: OrderCommand,
): Promise<Answer<OrderTold>> {
  for (let tries = 0; tries < TRIES; tries++) {
    const known = await shop.order(context, orderId);
    const decision = decider.decide(known.state, command);
    if ("refused" in decision) return refused(decision.refused, { orderId });
    const [event] = decision.events;
    const state = event ? decider.evolve(known.state, event) : known.state;
    if (!state) return refused("unknown-order");
    const replayed = known.state?.facts.some(({ key }) => key === command.fact.key) ?? false;
    if (!event || (await shop.appendOrder(context, event, state, known.sequence)))
      return accepted({ order: Order.parse(state), replayed });
  }
  return refused("storage-unavailable");
}

const factOf = ({ idOf, keyedHash }: ShopDeps, key: string, told: unknown) => ({
  key: idOf(`fact\n${key}`),
  hash: keyedHash(JSON.stringify(told)).slice(0, 32),
});
