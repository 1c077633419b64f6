// The virtual printer's window: its tickets as JSON, SVG, PNG and as a page that shows the paper live. Loopback only.
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { renderPng } from "@printermaster/receipts";
import type { Device } from "./device.ts";
import { faultRoute } from "./fault-routes.ts";
import { FAULT_NAMES } from "./faults.ts";
import type { PaperRoll } from "./paper-roll.ts";
import { page, script, style } from "./page.ts";
import { body, isOwnName, json, refuse } from "./replies.ts";
import type { Reply } from "./replies.ts";
import type { Ticket } from "./ticket.ts";

export type Identity = { id: string; name: string };

export function createPictureServer(printer: Identity, roll: PaperRoll, device: Device): Server {
  return createServer((request, response) => {
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("cache-control", "no-store");
    respond(request, response, printer, roll, device).catch((error: unknown) => {
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
  device: Device,
): Promise<void> {
  if (!isOwnName(request.headers.host)) return refuse("foreign-host")(response);
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  const reply =
    fixedRoute(`${request.method} ${path}`, printer, roll, device) ??
    ticketRoute(request.method, path, roll) ??
    (await faultRoute(request, path, device));
  await (reply ?? refuse("not-found", { path }))(response);
}

function fixedRoute(
  route: string,
  printer: Identity,
  roll: PaperRoll,
  device: Device,
): Reply | undefined {
  switch (route) {
    case "GET /":
      return body("text/html; charset=utf-8", page(printer.name, device));
    case "GET /roll.js":
      return body("text/javascript; charset=utf-8", script);
    case "GET /roll.css":
      return body("text/css; charset=utf-8", style);
    case "GET /health":
      return json({ status: "ok", ...printer, tickets: roll.tickets().length });
    case "GET /tickets":
      return json(roll.tickets().toReversed().map(summary));
    case "GET /events":
      return (response) => streamChanges(response, roll, device);
    case "GET /state":
      return json(stateOf(printer, roll, device));
    case "DELETE /faults":
      return (response) => {
        device.switchOff(...FAULT_NAMES);
        response.writeHead(204).end();
      };
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

function stateOf(printer: Identity, roll: PaperRoll, device: Device) {
  const tickets = roll.tickets();
  const { profile, strict, sensors } = device;
  return {
    ...printer,
    profile,
    strict,
    sensors,
    tickets: tickets.length,
    unknown: tickets.reduce((sum, { unknown }) => sum + unknown, 0),
    bad: tickets.filter(({ bad }) => bad).map(({ number }) => number),
    faults: device.faults(),
  };
}

function summary({ number, at, sha256, text, partial, cut, unknown, bad }: Ticket) {
  return { number, at, sha256, text, partial, cut, unknown, bad, url: `/tickets/${number}.svg` };
}

function streamChanges(response: ServerResponse, roll: PaperRoll, device: Device): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write("data: changed\n\n");
  const tell = () => response.write("data: changed\n\n");
  for (const unwatch of [roll.watch(tell), device.watch(tell)]) response.once("close", unwatch);
}
