/** A no to somebody who wants a connection, polling or upgrading alike: coded, and with when to come again. */
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from "node:http";
import { errors, type Refusal } from "@printermaster/contracts";

/** engine.io itself can say only 400 and 403; a request that it is never told about again leaves nothing behind. */
export function refuseHandshake(
  request: IncomingMessage & { res?: ServerResponse },
  refusal: Refusal,
): void {
  const { res, socket } = request;
  const { status } = errors[refusal.code];
  const body = JSON.stringify(refusal);
  const headers = {
    "Content-Type": "application/json",
    "Content-Length": String(Buffer.byteLength(body)),
    "Cache-Control": "no-store",
    Connection: "close",
    ...(refusal.retryable ? { "Retry-After": String(secondsOf(refusal)) } : {}),
  };
  if (res) return void res.writeHead(status, headers).end(body);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines].join("\r\n");
  // Whoever got no WebSocket must not go on talking on it.
  socket.end(`${head}\r\n\r\n${body}`, () => socket.destroy());
}

function secondsOf({ details }: Refusal): number {
  const { retryAfterSeconds } = (details ?? {}) as { retryAfterSeconds?: unknown };
  return typeof retryAfterSeconds === "number" ? retryAfterSeconds : 1;
}
