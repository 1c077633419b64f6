import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import { endToEnd, withForwardedFor } from "./proxy-headers.ts";
import { type Connect } from "./round-robin.ts";

/** Hands one request to the next gateway. Once it is connected there is no second try: it may have been acted on. */
export async function proxyRequest(
  connect: Connect,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const socket = await connect();
  if (socket === undefined) return refuse(response, "no gateway answers");
  const headers = withForwardedFor(endToEnd(request.rawHeaders), request);
  if (request.headers["transfer-encoding"] !== undefined)
    headers.push(["Transfer-Encoding", "chunked"]);
  const upstream = httpRequest({
    createConnection: () => socket,
    method: request.method,
    path: request.url,
    headers: [...headers, ["Connection", "close"]].flat(),
  });
  upstream.once("response", (answer) => {
    response.writeHead(
      answer.statusCode ?? 502,
      answer.statusMessage,
      endToEnd(answer.rawHeaders).flat(),
    );
    pipeline(answer, response, () => {});
  });
  upstream.once("error", () =>
    refuse(response, "the gateway ended the connection without an answer"),
  );
  response.once("close", () => upstream.destroy());
  request.pipe(upstream);
}

function refuse(response: ServerResponse, detail: string): void {
  if (response.destroyed) return;
  if (response.headersSent) return void response.destroy();
  const problem = { type: "about:blank", title: "Bad Gateway", status: 502, detail };
  response.writeHead(502, { "content-type": "application/problem+json", connection: "close" });
  response.end(JSON.stringify(problem));
}
