// The virtual printer's window: its tickets as JSON, SVG, PNG and as a page that shows the paper live. Loopback only.
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { renderPng } from "@printermaster/receipts";
import type { PaperRoll } from "./paper-roll.ts";
import { page, script, style } from "./page.ts";
import type { Ticket } from "./ticket.ts";

type Reply = (response: ServerResponse) => void | Promise<void>;
export type Identity = { id: string; name: string };

export function createPictureServer(printer: Identity, roll: PaperRoll): Server {
  return createServer((request, response) => {
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("cache-control", "no-store");
    respond(request, response, printer, roll).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else json({ error: "internal", message: String(error) }, 500)(response);
    });
  });
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  printer: Identity,
  roll: PaperRoll,
): Promise<void> {
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  const reply =
    fixedRoute(`${request.method} ${path}`, printer, roll) ??
    ticketRoute(request.method, path, roll);
  await (reply ?? json({ error: "not-found", path }, 404))(response);
}

function fixedRoute(route: string, printer: Identity, roll: PaperRoll): Reply | undefined {
  switch (route) {
    case "GET /":
      return body("text/html; charset=utf-8", page(printer.name));
    case "GET /roll.js":
      return body("text/javascript; charset=utf-8", script);
    case "GET /roll.css":
      return body("text/css; charset=utf-8", style);
    case "GET /health":
      return json({ status: "ok", ...printer, tickets: roll.tickets().length });
    case "GET /tickets":
      return json(roll.tickets().toReversed().map(summary));
    case "GET /events":
      return (response) => streamChanges(response, roll);
    case "DELETE /tickets":
      return (response) => {
        roll.clear();
        response.writeHead(204).end();
      };
    default:
      return undefined;
  }
}

function ticketRoute(method: string | undefined, path: string, roll: PaperRoll): Reply | undefined {
  const [, number, format] = /^\/tickets\/(\d{1,9})\.(svg|png|json)$/.exec(path) ?? [];
  const ticket = roll.ticket(Number(number));
  if (method !== "GET" || ticket === undefined) return undefined;
  if (format === "svg") return body("image/svg+xml", ticket.svg);
  if (format === "json") return json({ ...summary(ticket), hex: ticket.hex });
  return async (response) => body("image/png", await renderPng(ticket.svg))(response);
}

function summary({ number, at, sha256, text, partial, cut }: Ticket) {
  return { number, at, sha256, text, partial, cut, url: `/tickets/${number}.svg` };
}

function streamChanges(response: ServerResponse, roll: PaperRoll): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write("data: changed\n\n");
  const unwatch = roll.watch(() => response.write("data: changed\n\n"));
  response.once("close", unwatch);
}

function json(value: unknown, status = 200): (response: ServerResponse) => void {
  return (response) => {
    response
      .writeHead(status, { "content-type": "application/json; charset=utf-8" })
      .end(JSON.stringify(value));
  };
}

function body(type: string, content: string | Uint8Array): (response: ServerResponse) => void {
  return (response) => {
    response
      .writeHead(200, {
        "content-type": type,
        "content-security-policy":
          "default-src 'none'; img-src 'self' data:; connect-src 'self'; script-src 'self'; style-src 'self'",
      })
      .end(content);
  };
}
