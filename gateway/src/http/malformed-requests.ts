/** What Node's parser gives up on never becomes a request: it is answered here, on the bare connection. */
import { STATUS_CODES, type Server } from "node:http";
import type { Duplex } from "node:stream";
import { refusal, type ErrorCode } from "@printermaster/contracts";
import { problemOf } from "./problem.ts";

const codes: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: "headers-too-large",
  ERR_HTTP_REQUEST_TIMEOUT: "request-timeout",
};

export function answerMalformed(http: Server, newId: () => string): void {
  http.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
    socket.end(responseTo(codes[error.code ?? ""] ?? "malformed-request", newId()));
  });
}

function responseTo(code: ErrorCode, correlationId: string): string {
  const problem = problemOf(refusal(code), correlationId);
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    "Connection: close",
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Correlation-Id: ${correlationId}`,
    "",
    body,
  ].join("\r\n");
}
