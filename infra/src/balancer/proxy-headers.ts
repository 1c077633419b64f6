import { type IncomingMessage } from "node:http";

// They speak about one connection, and ours to the gateway is another.
const HOP_BY_HOP = new Set(["connection", "keep-alive", "proxy-connection", "transfer-encoding"]);

export function pairs(rawHeaders: readonly string[]): [string, string][] {
  const found: [string, string][] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2)
    found.push([rawHeaders[at] ?? "", rawHeaders[at + 1] ?? ""]);
  return found;
}

export const endToEnd = (rawHeaders: readonly string[]): [string, string][] =>
  pairs(rawHeaders).filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase()));

/** Adds the client to the chain of addresses that the request has come through. */
export function withForwardedFor(
  headers: [string, string][],
  request: IncomingMessage,
): [string, string][] {
  const client = request.socket.remoteAddress ?? "unknown";
  const isChain = ([name]: [string, string]): boolean => name.toLowerCase() === "x-forwarded-for";
  const chain = [...headers.filter(isChain).map(([, value]) => value), client].join(", ");
  return [...headers.filter((header) => !isChain(header)), ["X-Forwarded-For", chain]];
}
