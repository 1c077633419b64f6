/** Harm below HTTP, and on the way into a WebSocket. */
import { each, inTurn, perConnection, type Hostility } from "./hostility.ts";
import {
  crlf,
  ENGINE,
  frame,
  head,
  opened,
  say,
  sayAndReset,
  UPGRADE,
  type Target,
} from "./wire.ts";

const GARBAGE = ["\x00\x01\x02\x03\r\n\r\n", "\x16\x03\x01\x02\x00\x01", "GET\r\n\r\n", "{}\n\n"];
const ODD_PATHS = ["/v1/jobs/%ff%00", "//socket.io/", "/%2e%2e/%2e%2e/etc/passwd", "/v1/jobs/..;/"];

const upgradeWith = (target: Target, path: string, ...headers: string[]) =>
  head(target, "GET", path, ...UPGRADE, ...headers);

const chunked = "Transfer-Encoding: chunked";

export const byTcp: readonly Hostility[] = [
  each("garbage where a request should begin", (t, n) => say(t, inTurn(GARBAGE, n))),
  each("headers larger than anybody's", (t) =>
    say(t, head(t, "GET", "/livez", `X-Filler: ${"a".repeat(20_000)}`)),
  ),
  each("more headers than anybody has", (t) =>
    say(t, head(t, "GET", "/livez", ...Array.from({ length: 300 }, (_, i) => `X-${i}: 1`))),
  ),
  each("two lengths of one body", (t) =>
    say(t, head(t, "POST", "/auth/login", "Content-Length: 5", chunked), "0\r\n\r\nGET / HTTP/1.1"),
  ),
  each("line breaks inside of a header", (t) =>
    say(t, head(t, "GET", "/livez", "X-Correlation-Id: a\rX-Evil: b", "X-B: \x0b\x00")),
  ),
  each("garbage behind a good request", (t) =>
    say(t, head(t, "GET", "/livez"), "\xff\xfe\x00GET / HTTP/9.9\r\n\r\n"),
  ),
  perConnection("many requests at once in one connection", 50, (t, packets) =>
    say(t, head(t, "GET", "/livez").repeat(packets)),
  ),
  each("chunks that lie about their size", (t) =>
    say(t, head(t, "POST", "/auth/login", chunked), "fffffffffffffff\r\nab\r\n", "zz\r\n"),
  ),
  each("an upload that is given up", (t) =>
    sayAndReset(t, head(t, "POST", "/v1/jobs", "Content-Length: 100000") + "a".repeat(1000)),
  ),
  each("an expectation that nobody meets", (t) =>
    say(t, head(t, "POST", "/v1/jobs", "Expect: 100-continue", "Content-Length: 9"), "{"),
  ),
  each("addresses that cannot be read", (t, n) => say(t, head(t, "GET", inTurn(ODD_PATHS, n)))),
  each("an address without end", (t) => say(t, head(t, "GET", `/v1/jobs?a=${"b".repeat(12_000)}`))),
  perConnection("connections that never say what they want", 50, async (t, packets) => {
    const sockets = await Promise.all(Array.from({ length: packets }, () => opened(t)));
    for (const socket of sockets) socket.write("GET /livez HTTP/1.1\r\nHost: ");
    // All at once, so that none can be served meanwhile.
    await Promise.all(sockets.map((socket) => new Promise((sent) => socket.write("a", sent))));
    for (const socket of sockets) socket.resetAndDestroy();
  }),
  each("an upgrade whose client is gone", (t) => sayAndReset(t, upgradeWith(t, ENGINE))),
  each("an upgrade to where nothing is", (t, n) =>
    say(t, upgradeWith(t, inTurn(["/", "/v1/jobs", "/ws/pos", "/socket.io/../x"], n))),
  ),
  each("an upgrade without its key", (t) =>
    say(t, head(t, "GET", ENGINE, "Connection: Upgrade", "Upgrade: websocket")),
  ),
  each("an upgrade to another protocol", (t) =>
    say(t, head(t, "GET", ENGINE, "Connection: Upgrade", "Upgrade: h2c, evil")),
  ),
  each("an upgrade from a foreign page", (t) =>
    say(t, upgradeWith(t, ENGINE, "Origin: https://evil.example")),
  ),
  each("an origin that is none", (t) =>
    say(t, upgradeWith(t, ENGINE, "Origin: http://printermaster.test\x7f@evil")),
  ),
  each("frames in the same breath as the upgrade", (t) =>
    say(t, Buffer.concat([Buffer.from(upgradeWith(t, ENGINE)), frame("40"), frame("garbage")])),
  ),
  each("a request of an age long gone", (t) => say(t, crlf("GET /livez HTTP/0.9", "", ""))),
];
