import {
  EVENT_VERSION,
  headers,
  SHOP_LOG,
  StoredItemEvent,
  StoredItemsEvent,
  StoredOrderEvent,
  subjects,
  type AvailabilityEventType,
  type OrderEventType,
} from "@printermaster/contracts";
import { activeTraceparent, inSpan, type EventStreams, type Log } from "@printermaster/runtime";
import { jsonIn } from "../../streams/stored-event.ts";
import type { Known, ShopContext, ShopLog } from "../app/ports.ts";

interface Event {
  readonly subject: string;
  readonly type: OrderEventType | AvailabilityEventType;
  readonly body: object;
  readonly expected: number;
}

export function jetstreamShopLog(streams: EventStreams, newId: () => string, log: Log): ShopLog {
  const append = appendBy(streams, newId, log);
  return {
    order: ({ company, branch }, orderId) =>
      known(streams, subjects.order(company, branch, orderId), StoredOrderEvent),
    appendOrder: (context, { type, at, data }, state, expected) => {
      const subject = subjects.order(context.company, context.branch, state.orderId);
      return append(context, { subject, type, body: { at, data, state }, expected });
    },
    item: ({ company, branch }, itemId) =>
      known(streams, subjects.availability(company, branch, itemId), StoredItemEvent),
    appendItem: (context, { type, at, data, state }, expected) => {
      const subject = subjects.availability(context.company, context.branch, state.itemId);
      return append(context, { subject, type, body: { at, data, state }, expected });
    },
    async list({ company, branch }, listId) {
      const found = await streams.last(SHOP_LOG, subjects.availability(company, branch, listId));
      return found && StoredItemsEvent.parse(jsonIn(found));
    },
    appendList: (context, listId, body) => {
      const subject = subjects.availability(context.company, context.branch, listId);
      return append(context, { subject, type: "ItemsChanged", body, expected: 0 });
    },
  };
}

const appendBy =
  (streams: EventStreams, newId: () => string, log: Log) =>
  ({ correlationId }: ShopContext, { subject, type, body, expected }: Event) =>
    inSpan(`append ${type}`, { kind: "PRODUCER", attributes }, async () => {
      const id = newId();
      const sequence = await streams.append(SHOP_LOG, {
        subject,
        id,
        body: { id, ...body },
        expected,
        headers: {
          [headers.type]: type,
          [headers.version]: String(EVENT_VERSION),
          [headers.correlationId]: correlationId,
          [headers.traceparent]: activeTraceparent(),
        },
      });
      if (sequence !== undefined) log.info({ event: type, subject, correlationId, sequence }, type);
      return sequence !== undefined;
    });

const attributes = {
  "messaging.system": "nats",
  "messaging.operation.type": "send",
  "messaging.destination.name": SHOP_LOG,
};

interface Schema<T> {
  safeParse(json: unknown): { data?: { state: T } | undefined };
}

/** An event that cannot be read must not make an order unusable: what was told before it still holds. */
async function known<T>(
  streams: EventStreams,
  subject: string,
  schema: Schema<T>,
): Promise<Known<T>> {
  const last = await streams.last(SHOP_LOG, subject);
  if (!last) return { state: undefined, sequence: 0 };
  let state = schema.safeParse(jsonIn(last)).data?.state;
  if (!state)
    for await (const one of streams.history(SHOP_LOG, subject))
      state = schema.safeParse(jsonIn(one)).data?.state ?? state;
  return { state, sequence: last.seq };
}
