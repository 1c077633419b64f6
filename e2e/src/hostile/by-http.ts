/** Harm by requests that are well-formed as such. */
import { each, inTurn, type Hostility } from "./hostility.ts";
import { head, say, type Target } from "./wire.ts";

type Body = string | Uint8Array<ArrayBuffer>;

async function call(target: Target, method: string, path: string, body?: Body, more: object = {}) {
  const response = await fetch(`http://127.0.0.1:${target.port}${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      "x-forwarded-for": target.stranger(),
      ...more,
    },
    ...(body === undefined ? {} : { body }),
  });
  await response.arrayBuffer();
  return response.status;
}

const signedIn = ({ token }: Target) => ({ authorization: `Bearer ${token}` });
const post = (t: Target, path: string, body: Body, key: string) =>
  call(t, "POST", path, body, { ...signedIn(t), "idempotency-key": key });

const BAD_JSON = ["{", '{"email":', "[1,2", '"', "nul", "\u0000", '{"a":1}}'];
const PROTOTYPES = [
  '{"__proto__":{"isAdmin":true},"email":"a@b.example","password":"x"}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"email":{"toString":1},"password":{"valueOf":null}}',
  '{"hasOwnProperty":1,"email":[],"password":{}}',
];
const TOKENS = ["x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJvbGdhIn0.", "null", "Bearer", "é"];
const METHODS = ["TRACE", "PROPFIND", "DELETE", "PUT", "OPTIONS", "MERGE"];

const deep = `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`;
const nested = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
const large = `{"printerId":"printer1","document":{"kind":"text","text":"${"x".repeat(1024 * 1024)}"}}`;

export const byHttp: readonly Hostility[] = [
  each("bodies that are no JSON", (t, n) => call(t, "POST", "/auth/login", inTurn(BAD_JSON, n))),
  each("bodies nested without end", (t, n) =>
    post(t, "/v1/jobs", inTurn([deep, nested], n), `deep-${n}`),
  ),
  each("names of what objects inherit", (t, n) =>
    call(t, "POST", "/auth/login", inTurn(PROTOTYPES, n)),
  ),
  each("bodies of a megabyte", (t, n) => post(t, "/v1/jobs", large, `large-${n}`)),
  each("bodies that are no text", (t) =>
    call(t, "POST", "/auth/login", Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0xc0, 0x80, 0x22)),
  ),
  each("a type that the body is not", (t, n) =>
    call(t, "POST", "/auth/login", "a=1", {
      "content-type": inTurn(["text/plain", "application/xml", "multipart/form-data", ";"], n),
      "content-encoding": inTurn(["gzip", "br", "evil", ""], n),
    }),
  ),
  each("tokens that are none", (t, n) =>
    call(t, "GET", "/v1/jobs", undefined, { authorization: `Bearer ${inTurn(TOKENS, n)}` }),
  ),
  each("one password after the other", (t, n) =>
    call(t, "POST", "/auth/login", `{"email":"owner@demo.example","password":"guess-${n}"}`, {
      "x-forwarded-for": "203.0.113.66",
    }),
  ),
  each("methods that nothing here has", (t, n) =>
    say(t, head(t, inTurn(METHODS, n), inTurn(["/v1/jobs", "/socket.io/", "/"], n))),
  ),
  each("jobs with fields that no schema has", (t, n) =>
    post(t, "/v1/jobs", inTurn(PROTOTYPES, n), "k".repeat(1 + (n % 400))),
  ),
  each("ids that are no ids", (t, n) =>
    call(
      t,
      "GET",
      `/v1/jobs/${inTurn(["__proto__", "a.b.*", ">", "%00", "x".repeat(900)], n)}`,
      undefined,
      signedIn(t),
    ),
  ),
  each("questions without number", (t) =>
    call(t, "GET", "/v1/printers", undefined, { ...signedIn(t), "x-forwarded-for": "203.0.113.9" }),
  ),
  each("a chain of addresses that is made up", (t, n) =>
    call(t, "GET", "/v1/jobs", undefined, {
      "x-forwarded-for": inTurn(["__proto__", ",,,,", "a".repeat(4000), "::::", "1.2.3"], n),
    }),
  ),
];
