/** Page, JSON and health over HTTP on the loopback; what may be asked there is decided in `may-ask.ts`. */
import { PrintDocument, Id } from "@printermaster/contracts";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import { boundedBody } from "../../adapters/bounded-body.ts";
import type { LocalPrint } from "../../adapters/shared-printer.ts";
import type { AgentStatus } from "../agent-status.ts";
import { refusalOf } from "../domain/may-ask.ts";
import { pageOf, script, style } from "./page.ts";

export interface PageNeeds {
  readonly token: string;
  readonly ready: () => boolean;
  readonly status: () => AgentStatus;
  /** `undefined` where there is no such ticket. */
  readonly picture: (jobId: string, attempt: number) => Promise<string | undefined>;
  readonly bundle: () => Buffer;
  /** `undefined` where there is no such printer; without a document, a test slip. */
  readonly print: (printerId: string, document?: PrintDocument) => Promise<LocalPrint | undefined>;
}

type Reply = (response: ServerResponse) => void;

const MOST_BYTES = 1_000_000;
const LocalOrder = z.strictObject({ printerId: Id, document: PrintDocument.optional() });
const HEADERS = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

export async function servePage(port: number, needs: PageNeeds) {
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    respond(request, needs).then(
      (reply) => reply(response),
      (error: unknown) => problem(500, "internal", String(error))(response),
    );
  });
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", listening);
  });
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { port: (server.address() as AddressInfo).port, stop };
}

async function respond(request: IncomingMessage, needs: PageNeeds): Promise<Reply> {
  const { method = "GET", headers } = request;
  const token = headers["x-page-token"]?.toString();
  const refusal = refusalOf(
    { method, host: headers.host, origin: headers.origin, token },
    needs.token,
  );
  if (refusal === "not-allowed") return problem(405, refusal, "GET and POST only");
  if (refusal) return problem(403, refusal, "this page answers itself and its own machine only");
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  if (method === "POST") return path === "/print" ? printOrder(request, needs) : missing(path);
  return (await pictureAt(path, needs)) ?? fixed(path, needs) ?? missing(path);
}

function fixed(path: string, { token, status, ready, bundle }: PageNeeds): Reply | undefined {
  switch (path) {
    case "/":
      return body("text/html; charset=utf-8", pageOf(token));
    case "/page.js":
      return body("text/javascript; charset=utf-8", script);
    case "/page.css":
      return body("text/css; charset=utf-8", style);
    case "/status.json":
      return json(200, status());
    case "/support-bundle.tar.gz":
      return body("application/gzip", gzipSync(bundle()), "printermaster-support.tar.gz");
    case "/livez":
      return json(200, { status: "ok" });
    case "/readyz":
      return ready() ? json(200, { status: "ok" }) : json(503, { status: "not ready" });
    default:
      return undefined;
  }
}

async function pictureAt(path: string, { picture }: PageNeeds): Promise<Reply | undefined> {
  const [, jobId, attempt] = /^\/tickets\/([a-z0-9]{1,40})\/(\d{1,6})\.svg$/.exec(path) ?? [];
  const svg = jobId === undefined ? undefined : await picture(jobId, Number(attempt));
  return svg === undefined ? undefined : body("image/svg+xml", svg);
}

async function printOrder(request: IncomingMessage, { print }: PageNeeds): Promise<Reply> {
  const order = LocalOrder.safeParse(await jsonOf(request));
  if (!order.success) return problem(400, "invalid-payload", z.prettifyError(order.error));
  const { printerId, document } = order.data;
  const result = await print(printerId, document);
  if (!result) return problem(404, "unknown-printer", `this agent has no printer ${printerId}`);
  return json(200, result);
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const text = await boundedBody(request, MOST_BYTES);
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

const missing = (path: string): Reply => problem(404, "not-found", `nothing is at ${path}`);

const problem = (status: number, code: string, message: string): Reply =>
  json(status, { error: { code, message } });

const json =
  (status: number, value: unknown): Reply =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(value));
  };

const body =
  (type: string, content: string | Uint8Array, saveAs?: string): Reply =>
  (response) => {
    if (saveAs) response.setHeader("content-disposition", `attachment; filename="${saveAs}"`);
    response.writeHead(200, { "content-type": type });
    response.end(content);
  };
