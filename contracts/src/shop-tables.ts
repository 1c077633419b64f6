/** What is said on `/orders` and `/availability`, and by tills, in the form of socket-tables.ts. */
import type { z } from "zod";
import {
  AVAILABILITY_NAMESPACE,
  availabilityClientEvents,
  availabilityServerEvents,
} from "./availability.ts";
import { companyRoomEvents } from "./company-rooms.ts";
import { ordersClientEvents, ordersServerEvents } from "./orders-socket.ts";
import { ORDERS_NAMESPACE } from "./orders.ts";
import { posClientEvents, posServerEvents } from "./pos.ts";
import { WebHandshake } from "./sockets.ts";

const heard = (events: Readonly<Record<string, z.ZodType>>) =>
  Object.fromEntries(Object.entries(events).map(([event, payload]) => [event, { payload }]));

export const ordersTable = {
  namespace: ORDERS_NAMESPACE,
  who: "orders on a page",
  handshake: WebHandshake,
  says: { ...ordersClientEvents, ...companyRoomEvents },
  hears: heard(ordersServerEvents),
};

export const availabilityTable = {
  namespace: AVAILABILITY_NAMESPACE,
  who: "availability on a page",
  handshake: WebHandshake,
  says: { ...availabilityClientEvents, ...companyRoomEvents },
  hears: heard(availabilityServerEvents),
};

/** One JSON object a message, told apart by `type`: docs/protocol.md, not Socket.IO. */
export const posTable = {
  namespace: "/ws/pos/{tenant}",
  who: "till",
  says: posClientEvents,
  hears: heard(posServerEvents),
};
