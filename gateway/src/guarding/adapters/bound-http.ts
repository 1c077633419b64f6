/** How long, how much: for whoever opens a connection and then hardly says anything. */
import type { Server } from "node:http";

const HEAD_WITHIN_MS = 10_000;
/** 512 KB at 9 KB a second. */
const REQUEST_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 2000;
const MOST_HEADERS = 100;

/** Before it listens: it looks for the late ones from then on, as often as is said here. */
export function boundHttp(http: Server): void {
  http.headersTimeout = HEAD_WITHIN_MS;
  http.requestTimeout = REQUEST_WITHIN_MS;
  http.maxHeadersCount = MOST_HEADERS;
  Object.assign(http, { connectionsCheckingInterval: LOOK_EVERY_MS });
}
