/** What a till may say, and which use case answers it; the tables are in contracts. */
import {
  accepted,
  parsed,
  posClientEvents,
  refused,
  type Answer,
  type CorrelationId,
  type OrderChange,
  type PosClientEvent,
} from "@printermaster/contracts";
import type { PosPrincipal } from "../../domain/principal.ts";
import { submitPrint, type SubmitDeps } from "../../jobs/app/submit-print.ts";
import { liveOrders, type LiveOrdersDeps } from "../../shop/app/live-orders.ts";
import {
  changeForeignOrder,
  changeOrder,
  createOrder,
  setAvailability,
  type Intent,
  type ShopDeps,
} from "../../shop/app/tell-facts.ts";

export interface TillDeps extends ShopDeps, LiveOrdersDeps, SubmitDeps {
  readonly newId: () => CorrelationId;
}

export const isTillEvent = (type: unknown): type is PosClientEvent =>
  typeof type === "string" && Object.hasOwn(posClientEvents, type);

type Work = (deps: TillDeps, pos: PosPrincipal, message: unknown) => Promise<Answer<unknown>>;

const answers: Record<PosClientEvent, Work> = {
  ping: async ({ now }) => accepted({ timestamp: now().toISOString() }),

  order_created: (deps, pos, message) =>
    told(deps, posClientEvents.order_created.payload, message, ({ order, branchId }, intent) =>
      createOrder(deps, pos, { ...order, branchId }, intent),
    ),
  order_updated: (deps, pos, message) =>
    told(deps, posClientEvents.order_updated.payload, message, (update, intent) => {
      const { status, estimatedDeliveryTime } = update;
      const change = { type: "status-changed", status, estimatedDeliveryTime } as const;
      return changed(deps, pos, update, change, intent);
    }),
  order_cancelled: (deps, pos, message) =>
    told(deps, posClientEvents.order_cancelled.payload, message, (update, intent) =>
      changed(deps, pos, update, { type: "cancelled", reason: update.reason }, intent),
    ),
  driver_updated: (deps, pos, message) =>
    told(deps, posClientEvents.driver_updated.payload, message, (update, intent) => {
      const { driver, estimatedDeliveryTime } = update;
      const change = { type: "driver-updated", driver, estimatedDeliveryTime } as const;
      return changed(deps, pos, update, change, intent);
    }),
  payment_received: (deps, pos, message) =>
    told(deps, posClientEvents.payment_received.payload, message, (update, intent) =>
      changed(deps, pos, update, { type: "payment-received", payment: update.payment }, intent),
    ),
  availability_updated: (deps, pos, message) =>
    told(deps, posClientEvents.availability_updated.payload, message, (update, intent) =>
      setAvailability(deps, pos, update, intent),
    ),

  print: (deps, pos, message) =>
    told(deps, posClientEvents.print.payload, message, (print, intent) =>
      submitPrint(deps, pos, { ...print, ...intent }),
    ),

  async live_orders(deps, pos, message) {
    const asked = parsed(posClientEvents.live_orders.payload, message);
    if (!asked.ok) return asked;
    const found = await liveOrders(deps, pos, asked.value.branchId);
    return found.ok ? accepted({ branches: found.value }) : found;
  },
};

export const answerTill = (
  deps: TillDeps,
  pos: PosPrincipal,
  type: PosClientEvent,
  message: unknown,
): Promise<Answer<unknown>> => answers[type](deps, pos, message);

interface Keyed {
  readonly id?: string | undefined;
  readonly idempotencyKey?: string | undefined;
}

/** What is told must be told apart from what is told anew: by its key, or by its id. */
async function told<T extends Keyed>(
  { newId }: TillDeps,
  schema: Parameters<typeof parsed<T>>[0],
  message: unknown,
  tell: (told: T, intent: Intent) => Promise<Answer<unknown>>,
): Promise<Answer<unknown>> {
  const read = parsed(schema, message);
  if (!read.ok) return read;
  const idempotencyKey = read.value.idempotencyKey ?? read.value.id;
  if (idempotencyKey === undefined) return refused("idempotency-key-missing");
  return await tell(read.value, { idempotencyKey, correlationId: newId() });
}

interface Named {
  readonly orderId?: string | undefined;
  readonly externalId?: string | undefined;
  readonly branchId?: string | undefined;
}

function changed(
  deps: TillDeps,
  pos: PosPrincipal,
  { orderId, externalId, branchId }: Named,
  change: OrderChange,
  intent: Intent,
): Promise<Answer<unknown>> {
  if (orderId !== undefined) return changeOrder(deps, pos, orderId, change, intent);
  return changeForeignOrder(deps, pos, branchId, { externalId, change }, intent);
}
