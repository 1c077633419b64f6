/** What is left when all clients had their time: the last answers, then every connection. */
import type { Server as HttpServer } from "node:http";
import { pause } from "@printermaster/runtime";
import type { Relay } from "../../relay/adapters/start-relay.ts";
import type { PrintingServer } from "../../sockets/printing-socket.ts";

const CLOSE_WITHIN_MS = 2000;
const LAST_ANSWERS_WITHIN_MS = 500;

export async function closeEntrance(
  http: HttpServer,
  server: PrintingServer,
  relay: Relay,
): Promise<void> {
  await relay.release();
  await Promise.race([server.close(), pause(CLOSE_WITHIN_MS)]);
  relay.stop();
  const closed = new Promise<void>((done) => http.close(() => done()));
  await Promise.race([closed, pause(LAST_ANSWERS_WITHIN_MS)]);
  http.closeAllConnections();
}
