/** What is told of orders and of what a branch can sell. */
import {
  ChangeOrder,
  CreateOrder,
  parseCommandSubject,
  refused,
  SetAvailability,
  type Answer,
} from "@printermaster/contracts";
import type { Log, WireRequest } from "@printermaster/runtime";
import { isTooOld, namesAreValid, safely } from "./answer-request.ts";
import { logFull } from "./jobs/app/accept-job.ts";
import type { LogRoom } from "./jobs/app/ports.ts";
import type { ShopContext, ShopDeps } from "./shop/app/ports.ts";
import { setAvailability } from "./shop/app/set-availability.ts";
import { changeOrder, createOrder } from "./shop/app/tell-order.ts";
import { take } from "./take-body.ts";

export interface ShopRequestDeps {
  readonly shop: ShopDeps;
  readonly room: Pick<LogRoom, "ranOut">;
  readonly log: Log;
}

export async function answerShop(
  deps: ShopRequestDeps,
  request: WireRequest,
): Promise<Answer<unknown>> {
  const subject = parseCommandSubject(request.subject);
  if (!subject || !namesAreValid(subject)) return refused("invalid-subject", namesHelp);
  if (request.body === undefined) return refused("malformed-json");
  if (isTooOld(deps.shop.now, request)) return refused("no-answer");
  return safely(deps, "storage-unavailable", () =>
    unlessFull(deps, () => tell(deps.shop, subject, subject.verb, request)),
  );
}

function tell(
  deps: ShopDeps,
  { company, branch, correlationId }: ShopContext,
  verb: string,
  request: WireRequest,
): Promise<Answer<unknown>> {
  const context = { company, branch, correlationId };
  switch (verb) {
    case "create-order":
      return take(CreateOrder, request, (body) => createOrder(deps, context, body));
    case "change-order":
      return take(ChangeOrder, request, (body) => changeOrder(deps, context, body));
    case "set-availability":
      return take(SetAvailability, request, (body) => setAvailability(deps, context, body));
    default:
      return Promise.resolve(refused("unknown-verb"));
  }
}

async function unlessFull(
  { room }: ShopRequestDeps,
  work: () => Promise<Answer<unknown>>,
): Promise<Answer<unknown>> {
  try {
    return await work();
  } catch (error) {
    if (room.ranOut(error)) return logFull();
    throw error;
  }
}

const namesHelp =
  "shop.v1.<slot>.cmd.<company>.<branch>.<verb>.<correlationId>; see docs/architecture.md";
