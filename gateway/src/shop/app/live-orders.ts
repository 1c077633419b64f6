import { accepted, refused, type Answer, type Id, type LiveOrders } from "@printermaster/contracts";
import { permitted } from "../../accounts/domain/permissions.ts";
import type { Caller } from "../../domain/principal.ts";
import type { OrderReader } from "./ports.ts";

export interface LiveOrdersDeps {
  readonly orders: OrderReader;
  readonly now: () => Date;
}

/** Of one branch, or of each that the one who asks may see. */
export async function liveOrders(
  { orders, now }: LiveOrdersDeps,
  caller: Caller,
  branchId: Id | undefined,
): Promise<Answer<LiveOrders[]>> {
  const may = permitted(caller, "read");
  if (!may.ok) return may;
  const { company, branches } = caller;
  const asked = branches.filter(({ id }) => branchId === undefined || id === branchId);
  if (asked.length === 0 && branchId !== undefined) return refused("forbidden");
  const found = asked.map(async ({ id }) => ({
    branchId: id,
    orders: [...(await orders.liveOrders(company, id))],
    timestamp: now().toISOString(),
  }));
  return accepted(await Promise.all(found));
}
