/** Every place where a client's word may become part of a subject. Whoever puts another such word into one adds its line. */
import type { Socket } from "socket.io-client";
import type { Target } from "./targets.ts";

/** Wildcards, separators, whole subjects, what ends a line of NATS's protocol. */
export const strangeNames = [
  "*",
  ">",
  "a.b",
  "north.job.*",
  "x.evt.zeta.zbranch",
  "$JS.API.STREAM.PURGE.PRINT_EVT_V1",
  "a b",
  "a\r\nPUB x 0\r\n\r\n",
  "a\u0000b",
  "__proto__",
  "é",
  "n".repeat(300),
];

type Request = { readonly path: string; readonly body?: unknown; readonly header?: string };
const document = { kind: "text", text: "hello" };
const byPath = (path: string) => (name: string) => ({
  path: path.replace("?", encodeURIComponent(name)),
});
const withBody = (path: string, body: (name: string) => object) => (name: string) => ({
  path: path.replace("?", encodeURIComponent(name)),
  body: body(name),
});
const inHeader =
  (header: string) =>
  (_: string, { printer }: Target) => ({
    path: "/v1/jobs",
    body: { branchId: "north", printerId: printer, document },
    header,
  });

/** By method and what the name is of. */
export const requests: Readonly<Record<string, (name: string, at: Target) => Request>> = {
  "get a job": byPath("/v1/jobs/?"),
  "get a job's events": byPath("/v1/jobs/?/events"),
  "get a job's paper": byPath("/v1/jobs/?/paper.svg"),
  "post a job to cancel": byPath("/v1/jobs/?/cancel"),
  "post a job to retry": byPath("/v1/jobs/?/retry"),
  "post a job to reprint": byPath("/v1/jobs/?/reprint"),
  "post a job to discard": byPath("/v1/jobs/?/discard"),
  "get jobs of a branch": (name) => ({ path: `/v1/jobs?branchId=${encodeURIComponent(name)}` }),
  "get a printer": byPath("/v1/printers/?"),
  "put a printer's backup": withBody("/v1/printers/?/backup", () => ({ backup: null })),
  "put a backup printer": withBody("/v1/printers/printernorth/backup", (backup) => ({ backup })),
  "put a branch's policies": withBody("/v1/branches/?/policies", () => ({ policies: {} })),
  "get an order": byPath("/v1/orders/?"),
  "post an order's event": withBody("/v1/orders/?/events", () => ({ type: "cancelled" })),
  "post an order's branch": withBody("/v1/orders", (branchId) => ({
    branchId,
    externalId: "A-1",
    items: [{ name: "Soup", quantity: 1 }],
  })),
  "post an order's external id": withBody("/v1/orders", (externalId) => ({
    branchId: "north",
    externalId,
    items: [{ name: "Soup", quantity: 1 }],
  })),
  "post an item's external id": withBody("/v1/availability", (externalId) => ({
    branchId: "north",
    items: [{ externalId, stock: 3 }],
  })),
  "post a job's printer": withBody("/v1/jobs", (printerId) => ({
    branchId: "north",
    printerId,
    document,
  })),
  "post a job's branch": withBody("/v1/jobs", (branchId) => ({
    branchId,
    printerId: "printernorth",
    document,
  })),
  "post a copy's printer": withBody("/v1/jobs/jobnorth/reprint", (printerId) => ({ printerId })),
  "post a key": inHeader("idempotency-key"),
  "post a correlation id": inHeader("x-correlation-id"),
  "post a trace": inHeader("traceparent"),
  "delete a device": byPath("/v1/devices/?"),
  "get a device's health": byPath("/printing/desktop-health/?"),
  "delete a licence's device": byPath("/v1/licences/licence1/devices/?"),
  "post a licence's branch": withBody("/v1/licences", (branchId) => ({ name: "One", branchId })),
  "post a pairing code's branch": withBody("/v1/pairing-codes", (branchId) => ({ branchId })),
  "post a pairing code's device": withBody("/v1/pairing-codes", (deviceId) => ({
    branchId: "north",
    deviceId,
  })),
};

type Said = readonly [event: string, payload: unknown];

export const pageSays: Readonly<Record<string, (name: string) => Said>> = {
  "a tested printer": (printerId) => ["printer:test", { printerId, branchId: "north" }],
  "a tested printer, bare": (name) => ["testPrinter", name],
  "a test's branch": (branchId) => ["printer:test", { printerId: "printernorth", branchId }],
  "a test's correlation id": (correlationId) => [
    "printer:test",
    { printerId: "printernorth", branchId: "north", correlationId },
  ],
  "a print's printer": (printerId) => ["print:submit", { printerId, branchId: "north", document }],
  "a print's trace": (traceparent) => [
    "print:submit",
    { printerId: "printernorth", branchId: "north", document, traceparent },
  ],
  "a job to cancel": (jobId) => ["print:cancel", { jobId }],
  "a room": (branchId) => ["joinBranch", { branchId }],
  "a room, bare": (name) => ["join:branch", name],
  "a company's room": (companyId) => ["join:company", { companyId }],
};

export const agentSays: Readonly<Record<string, (name: string) => Said>> = {
  "a reported job": (jobId) => [
    "agent:report",
    { jobId, attempt: 1, outcome: { result: "completed", proof: "sent" } },
  ],
  "a job's progress": (jobId) => ["agent:progress", { jobId, attempt: 1, step: "printing" }],
  "a printer of its own": (printerId) => [
    "agent:printers",
    {
      number: 1,
      printers: [{ printerId, name: "Bar", kind: "tcp", columns: 48, state: "idle", reasons: [] }],
    },
  ],
};

export const handshakes: Readonly<Record<string, (name: string) => object>> = {
  "a device": (deviceId) => ({ deviceId }),
  "an installation": (instanceId) => ({ instanceId }),
  "a company": (companyId) => ({ companyId }),
  "a branch": (branchId) => ({ branchId }),
};

export const tillSays: Readonly<Record<string, (name: string) => object>> = {
  "an order's branch": (branchId) => ({ type: "live_orders", branchId }),
  "an order": (orderId) => ({ type: "order_updated", orderId, status: "ready" }),
  "an order of its own": (externalId) => ({ type: "order_updated", externalId, status: "ready" }),
  "a printer": (printerId) => ({ type: "print", printerId, document }),
  "a key": (idempotencyKey) => ({
    type: "print",
    printerId: "printernorth",
    document,
    idempotencyKey,
  }),
};

export const answerOf = async (socket: Socket, [event, payload]: Said): Promise<unknown> =>
  await socket.timeout(10_000).emitWithAck(event, payload);
