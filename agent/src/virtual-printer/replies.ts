// How the virtual printer answers over HTTP.
import type { ServerResponse } from "node:http";

export type Reply = (response: ServerResponse) => void | Promise<void>;

/** Each refusal has its status and says what to do. */
const REFUSALS = {
  "not-found": [404, "There is nothing at this path."],
  "unknown-fault": [404, "GET /faults lists the faults there are."],
  "invalid-fault": [400, "A setting of this fault is missing or wrong; details name it."],
  "malformed-json": [400, "The body is not valid JSON."],
  "body-too-large": [413, "Settings of a fault take a few bytes."],
  "foreign-host": [421, "Ask by address, localhost or a name without a dot."],
} as const;
export type RefusalCode = keyof typeof REFUSALS;

export function refuse(error: RefusalCode, more: object = {}): Reply {
  const [status, message] = REFUSALS[error];
  return json({ error, message, ...more }, status);
}

/** A page from elsewhere may point a name of its own at this machine. */
export function isOwnName(host = ""): boolean {
  const name = host.replace(/:\d+$/, "");
  return (
    name === "localhost" || !/[a-z]/i.test(name.replace(/^\[.*\]$/, "")) || !name.includes(".")
  );
}

export function json(value: unknown, status = 200): (response: ServerResponse) => void {
  return (response) => {
    response
      .writeHead(status, { "content-type": "application/json; charset=utf-8" })
      .end(JSON.stringify(value));
  };
}

export function body(
  type: string,
  content: string | Uint8Array,
): (response: ServerResponse) => void {
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
