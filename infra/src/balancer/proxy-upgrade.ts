import { type IncomingMessage } from "node:http";
import { type Duplex, pipeline } from "node:stream";
import { pairs, withForwardedFor } from "./proxy-headers.ts";
import { type Connect } from "./round-robin.ts";

/** Hands an upgrade to the next gateway as it came, and from then on only bytes. */
export async function proxyUpgrade(
  connect: Connect,
  request: IncomingMessage,
  client: Duplex,
  head: Buffer,
): Promise<void> {
  client.on("error", () => client.destroy());
  const gateway = await connect();
  if (gateway === undefined)
    return void client.end("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n");
  if (client.destroyed) return void gateway.destroy();
  const headers = withForwardedFor(pairs(request.rawHeaders), request);
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  gateway.write(`${request.method} ${request.url} HTTP/1.1\r\n${lines}\r\n`, "latin1");
  gateway.write(head);
  pipeline(client, gateway, (error) => error && client.destroy());
  pipeline(gateway, client, (error) => error && gateway.destroy());
}
