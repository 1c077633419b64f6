/** The one way facts of a shop enter, whether by HTTP or by a till's socket: the branch is checked, orchestrators decide. */
import {
  refused,
  type Answer,
  type AvailabilityTold,
  type ChangeOrder,
  type CorrelationId,
  type Id,
  type Order,
  type OrderChange,
  type OrderTold,
  type PostAvailability,
  type PostOrder,
} from "@printermaster/contracts";
import { permitted } from "../../accounts/domain/permissions.ts";
import { actorOf, chooseBranch, mayUse, type Caller } from "../../domain/principal.ts";
import type { OrderReader, ShopCommands } from "./ports.ts";

export interface ShopDeps {
  readonly shop: ShopCommands;
  readonly orders: OrderReader;
}

/** One intent: told again with the same key, it is the same. */
export interface Intent {
  readonly idempotencyKey: string;
  readonly correlationId: CorrelationId;
}

export async function createOrder(
  { shop }: ShopDeps,
  caller: Caller,
  { branchId, ...order }: PostOrder,
  { idempotencyKey, correlationId }: Intent,
): Promise<Answer<OrderTold>> {
  const branch = branchToTellOf(caller, branchId);
  if (!branch.ok) return branch;
  const address = { company: caller.company, branch: branch.value.id, correlationId };
  return await shop.createOrder(address, { idempotencyKey, order, toldBy: actorOf(caller) });
}

export async function changeOrder(
  deps: ShopDeps,
  caller: Caller,
  orderId: Id,
  change: OrderChange,
  intent: Intent,
): Promise<Answer<OrderTold>> {
  const may = permitted(caller, "tell-facts");
  if (!may.ok) return may;
  const found = await readOrder(deps, caller, orderId);
  if (!found.ok) return found;
  return await tellChange(deps, caller, found.value.branch, { orderId, change }, intent);
}

/** By the other system's own id, for which a branch is needed. */
export async function changeForeignOrder(
  deps: ShopDeps,
  caller: Caller,
  branchId: Id | undefined,
  told: Pick<ChangeOrder, "externalId" | "change">,
  intent: Intent,
): Promise<Answer<OrderTold>> {
  const branch = branchToTellOf(caller, branchId);
  return branch.ok ? await tellChange(deps, caller, branch.value.id, told, intent) : branch;
}

/** One that the caller may not see is as unknown as one that is not there. */
export async function readOrder(
  { orders }: Pick<ShopDeps, "orders">,
  caller: Caller,
  orderId: Id,
): Promise<Answer<Order>> {
  const order = await orders.order(caller.company, orderId);
  if (!order || !mayUse(caller, order.branch)) return refused("unknown-order");
  return { ok: true, value: order };
}

export async function setAvailability(
  { shop }: ShopDeps,
  caller: Caller,
  { branchId, items }: PostAvailability,
  { idempotencyKey, correlationId }: Intent,
): Promise<Answer<AvailabilityTold>> {
  const branch = branchToTellOf(caller, branchId);
  if (!branch.ok) return branch;
  const address = { company: caller.company, branch: branch.value.id, correlationId };
  return await shop.setAvailability(address, { idempotencyKey, items, toldBy: actorOf(caller) });
}

function branchToTellOf(caller: Caller, branchId: Id | undefined) {
  const may = permitted(caller, "tell-facts");
  return may.ok ? chooseBranch(caller, branchId) : may;
}

const tellChange = (
  { shop }: ShopDeps,
  caller: Caller,
  branch: Id,
  told: Pick<ChangeOrder, "orderId" | "externalId" | "change">,
  { idempotencyKey, correlationId }: Intent,
): Promise<Answer<OrderTold>> =>
  shop.changeOrder(
    { company: caller.company, branch, correlationId },
    { idempotencyKey, ...told, toldBy: actorOf(caller) },
  );
