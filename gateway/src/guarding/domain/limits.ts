/** How often who may do what. One gateway counts for itself: behind N of them, up to N times as much gets through. */
import type { PosClientEvent } from "@printermaster/contracts";
import type { Rate } from "./token-bucket.ts";

/** Whose doing something is: each scope has its own bucket, so one tenant empties none of another's. */
export type Scope = "socket" | "user" | "agent" | "tenant" | "address" | "account";

export type Kind =
  | "handshake"
  | "attach"
  | "sign-in"
  | "pairing"
  | "submit"
  | "test"
  | "control"
  | "read"
  | "agent"
  | "fact";

const rate = (burst: number, perSecond: number): Rate => ({ burst, perSecond });

export const limits: Readonly<Record<Kind, Readonly<Partial<Record<Scope, Rate>>>>> = {
  // A chain of branches behind one address comes back as one after an outage.
  handshake: { address: rate(3000, 300) },
  // One account on all screens of a company, three namespaces each. Refused here, a client does not come back by itself.
  attach: { user: rate(6000, 600), agent: rate(60, 2) },
  // Each attempt costs 19 ms of Argon2id, and guessing is to be slow; who gets in has it given back.
  "sign-in": { address: rate(60, 1), account: rate(20, 0.1) },
  pairing: { address: rate(20, 0.2), tenant: rate(60, 0.5) },
  submit: { user: rate(2000, 300), tenant: rate(5000, 1000) },
  test: { user: rate(200, 50), tenant: rate(2000, 300) },
  // The user is a company's account on all its screens, each joining its rooms after an outage; one socket is held shorter.
  control: { socket: rate(1000, 200), user: rate(20_000, 2000), tenant: rate(40_000, 5000) },
  read: { address: rate(2000, 400), user: rate(1000, 200), tenant: rate(4000, 1000) },
  // Three steps to a job, and the outbox of a day without a network at once.
  agent: { agent: rate(4000, 400) },
  fact: { user: rate(1000, 150), tenant: rate(2000, 300) },
};

const kindsOfEvents = new Map<string, Kind>([
  ["printer:test", "test"],
  ["testPrinter", "test"],
  ["print:submit", "submit"],
]);

/** What an event counts as. Agents have a measure of their own, whatever they say. */
export const kindOfEvent = (event: string, isAgent: boolean): Kind =>
  isAgent ? "agent" : (kindsOfEvents.get(event) ?? "control");

/** What a till's message counts as. */
export function kindOfTillMessage(type: PosClientEvent): Kind {
  if (type === "print") return "submit";
  return type === "ping" || type === "live_orders" ? "control" : "fact";
}

const kindsOfRoutes = new Map<string, Kind>([
  ["POST /auth/login", "sign-in"],
  ["POST /v1/jobs", "submit"],
  ["POST /v1/jobs/:id/retry", "submit"],
  ["POST /v1/jobs/:id/reprint", "submit"],
  ["POST /printer-bridge/test-print", "test"],
  ["POST /v1/orders", "fact"],
  ["POST /v1/orders/:id/events", "fact"],
  ["POST /v1/availability", "fact"],
]);

/** By method and the router's own path, as `POST /v1/jobs/:id/retry`. */
export const kindOfRoute = (method: string, path: string): Kind =>
  kindsOfRoutes.get(`${method} ${path}`) ??
  (path.includes("pair") ? "pairing" : method === "GET" ? "read" : "control");

/** Work that may wait while a gateway has too much: never what agents report, nor what only looks. */
export const isNewWork = (kind: Kind): boolean =>
  kind === "submit" || kind === "test" || kind === "handshake";
