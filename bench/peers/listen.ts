import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Any free port of this machine. */
export async function listenOn(): Promise<{ http: Server; port: number }> {
  const http = createServer().listen(0, "127.0.0.1");
  await once(http, "listening");
  return { http, port: (http.address() as AddressInfo).port };
}
