import { AVAILABILITY_NAMESPACE } from "./availability.ts";
import { ORDERS_NAMESPACE } from "./orders.ts";
import { PRINTING_NAMESPACE } from "./sockets.ts";

/** All that let somebody in. */
export const NAMESPACES = [PRINTING_NAMESPACE, ORDERS_NAMESPACE, AVAILABILITY_NAMESPACE] as const;
