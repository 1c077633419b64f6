/** How a client is told no before engine.io has seen it: over HTTP, and in answer to an upgrade. */
import { STATUS_CODES, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { EngineRefusal } from "./relay-engine.ts";

export function refuse(response: ServerResponse, status: number, refusal?: EngineRefusal): void {
  if (response.headersSent || response.destroyed) return;
  const body = JSON.stringify(refusal ?? { message: STATUS_CODES[status] });
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(body);
}

/** The socket is closed: whoever got no WebSocket must not go on talking on it. */
export function refuseUpgrade(
  socket: Duplex,
  status: number,
  message = STATUS_CODES[status],
): void {
  if (socket.destroyed) return;
  const text = message ?? "";
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "Connection: close",
    "Content-Type: text/plain",
    `Content-Length: ${Buffer.byteLength(text)}`,
  ];
  socket.end(`${lines.join("\r\n")}\r\n\r\n${text}`, () => socket.destroy());
}
