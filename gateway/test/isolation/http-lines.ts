/** A line for every route: how it is aimed at somebody's things. Whoever adds a route adds its line. */
import type { Target } from "./targets.ts";

export interface Call {
  readonly path: string;
  readonly body?: unknown;
}

/** `open`: it tells nobody anything of a tenant. `whole`: it tells all that the caller may see. */
export type Line = "open" | "whole" | ((at: Target) => Call);

const job = (verb: string) => (at: Target) => ({ path: `/v1/jobs/${at.job}${verb}` });
const printed = { kind: "text", text: "hello" };

export const httpLines: Readonly<Record<string, Line>> = {
  "post /auth/login": "open",
  "post /auth/refresh": "open",
  "post /auth/logout": "open",
  "post /v1/devices/pair": "open",
  "get /livez": "open",
  "get /readyz": "open",
  "get /api/health": "open",
  "get /health": "open",
  "get /openapi.json": "open",
  "get /asyncapi.json": "open",

  "get /v1/me": "whole",
  "get /v1/branches": "whole",
  "get /v1/licences": "whole",
  "get /v1/api-keys": "whole",
  "get /v1/agents": "whole",
  "get /v1/dead-letters": "whole",
  "get /v1/printers": "whole",
  "get /v1/audit": "whole",
  "get /v1/admin/listeners": "whole",
  "get /v1/admin/socket-logs": "whole",
  "get /printing/desktop-health": "whole",
  "get /printing/jobs/active": "whole",
  "get /printing/service-registry/status": "whole",

  "post /v1/licences": ({ branch }) => ({
    path: "/v1/licences",
    body: { name: "One", branchId: branch },
  }),
  "post /v1/licences/:id/revoke": ({ licence }) => ({ path: `/v1/licences/${licence}/revoke` }),
  "delete /v1/licences/:id/devices/:deviceId": ({ licence, device }) => ({
    path: `/v1/licences/${licence}/devices/${device}`,
  }),
  "post /v1/api-keys": ({ branch }) => ({
    path: "/v1/api-keys",
    body: { name: "One", branches: [branch] },
  }),
  "post /v1/api-keys/:id/revoke": ({ apiKey }) => ({ path: `/v1/api-keys/${apiKey}/revoke` }),
  "post /v1/pairing-codes": ({ branch }) => ({
    path: "/v1/pairing-codes",
    body: { branchId: branch },
  }),
  "delete /v1/devices/:id": ({ device }) => ({ path: `/v1/devices/${device}` }),
  "get /printing/desktop-health/:deviceId": ({ device }) => ({
    path: `/printing/desktop-health/${device}`,
  }),

  "post /v1/jobs": ({ branch, printer }) => ({
    path: "/v1/jobs",
    body: { branchId: branch, printerId: printer, document: printed },
  }),
  "get /v1/jobs": ({ branch }) => ({ path: `/v1/jobs?branchId=${branch}` }),
  "get /v1/jobs/:id": job(""),
  "get /v1/jobs/:id/events": job("/events"),
  "get /v1/jobs/:id/paper.svg": job("/paper.svg"),
  "get /v1/jobs/:id/paper.png": job("/paper.png"),
  "post /v1/jobs/:id/cancel": job("/cancel"),
  "post /v1/jobs/:id/retry": job("/retry"),
  "post /v1/jobs/:id/reprint": job("/reprint"),
  "post /v1/jobs/:id/discard": job("/discard"),

  "get /v1/printers/:id": ({ branch, printer }) => ({
    path: `/v1/printers/${printer}?branchId=${branch}`,
  }),
  "put /v1/printers/:id/backup": ({ branch, printer }) => ({
    path: `/v1/printers/${printer}/backup?branchId=${branch}`,
    body: { backup: null },
  }),
  "get /v1/branches/:id/policies": ({ branch }) => ({ path: `/v1/branches/${branch}/policies` }),
  "put /v1/branches/:id/policies": ({ branch }) => ({
    path: `/v1/branches/${branch}/policies`,
    body: { policies: {} },
  }),
  "post /printer-bridge/test-print": ({ branch, printer }) => ({
    path: "/printer-bridge/test-print",
    body: { branchId: branch, printer },
  }),

  "get /v1/orders/live": ({ branch }) => ({ path: `/v1/orders/live?branchId=${branch}` }),
  "get /v1/orders/:id": ({ order }) => ({ path: `/v1/orders/${order}` }),
  "post /v1/orders": ({ branch }) => ({
    path: "/v1/orders",
    body: { branchId: branch, externalId: "A-1", items: [{ name: "Soup", quantity: 1 }] },
  }),
  "post /v1/orders/:id/events": ({ order }) => ({
    path: `/v1/orders/${order}/events`,
    body: { type: "cancelled" },
  }),
  "post /v1/availability": ({ branch }) => ({
    path: "/v1/availability",
    body: { branchId: branch, items: [{ externalId: "soup", stock: 3 }] },
  }),
};
