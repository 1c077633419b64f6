import type { IncomingMessage } from "node:http";
import { clientAddress } from "../domain/client-address.ts";

export const addressOf =
  (trusted: (address: string) => boolean) =>
  ({ socket, headers }: IncomingMessage): string =>
    clientAddress(socket.remoteAddress ?? "", String(headers["x-forwarded-for"] ?? ""), trusted);
