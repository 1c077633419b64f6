import { deriveItemId, deriveOrderId, idFromBytes } from "@printermaster/contracts";
import { hmacHex, sha256, type EventStreams, type Log } from "@printermaster/runtime";
import type { ShopDeps } from "../app/ports.ts";
import { jetstreamShopLog } from "./jetstream-shop-log.ts";

export const shopParts = (
  streams: EventStreams,
  secret: string,
  newId: () => string,
  log: Log,
): ShopDeps => ({
  shop: jetstreamShopLog(streams, newId, log),
  now: () => new Date(),
  orderIdOf: ({ company, branch }, externalId) =>
    deriveOrderId(sha256, company, branch, externalId),
  itemIdOf: ({ company, branch }, item) => deriveItemId(sha256, company, branch, item),
  idOf: (text) => idFromBytes(sha256(text)),
  keyedHash: (text) => hmacHex(secret, text),
});
