/** Harm on the level of engine.io: sessions, polls, frames. */
import { openPolling, openSession } from "./engine-session.ts";
import { each, inTurn, perConnection, type Hostility } from "./hostility.ts";
import { ENGINE, frame, head, say, UPGRADE, type Target } from "./wire.ts";

const poll = "/socket.io/?EIO=4&transport=polling";
const SIDS = ["__proto__", "constructor", "toString", "", "../..", "a".repeat(2000), "%00", "*.>"];
const forged = (n: number) => `AbCdEfGh${String(n).padStart(20, "x")}12345678`;
const VERSIONS = ["EIO=3", "EIO=99", "EIO=", "EIO=4&EIO=3", "", "EIO[]=4", "eio=4"];
const TRANSPORTS = ["webtransport", "constructor", "__proto__", "flash", "", "websocket"];

const requestLike = (t: Target, method: string, path: string, body = "", ...more: string[]) =>
  say(t, head(t, method, path, `Content-Length: ${Buffer.byteLength(body)}`, ...more), body);

const ENGINE_GARBAGE = ["9x", "b!!!!", "", "\x1e\x1e\x1e", "0{}", "1", "6", "5", "3", "2"];

/** On one connection, each of them a frame. */
const frames = (title: string, most: number, make: (n: number) => Uint8Array): Hostility =>
  perConnection(title, most, async (t, packets, from) => {
    const session = await openSession(t);
    for (let n = 0; n < packets && !session.socket.destroyed; n++)
      session.socket.write(make(from + n));
    await session.end();
  });

export const byEngine: readonly Hostility[] = [
  each("sessions that nobody has", (t, n) =>
    requestLike(t, "GET", `${poll}&sid=${inTurn(SIDS, n)}`),
  ),
  each("sessions that are guessed", (t, n) => requestLike(t, "GET", `${poll}&sid=${forged(n)}`)),
  each("guessed sessions that are written to", (t, n) =>
    requestLike(t, "POST", `${poll}&sid=${forged(n)}`, "40"),
  ),
  each("upgrades of sessions that are guessed", (t, n) =>
    say(t, head(t, "GET", `${ENGINE}&sid=${inTurn([...SIDS, forged(n)], n)}`, ...UPGRADE)),
  ),
  each("protocols of another age", (t, n) =>
    requestLike(t, "GET", `/socket.io/?${inTurn(VERSIONS, n)}&transport=polling`),
  ),
  each("transports that nobody has", (t, n) =>
    requestLike(t, "GET", `/socket.io/?EIO=4&transport=${inTurn(TRANSPORTS, n)}`),
  ),
  each("handshakes by other methods", (t, n) =>
    requestLike(t, inTurn(["POST", "PUT", "DELETE", "OPTIONS", "HEAD"], n), poll, "40"),
  ),
  perConnection("polls full of garbage", 10, async (t, packets) => {
    const { path } = await openPolling(t);
    await requestLike(t, "POST", path, ENGINE_GARBAGE.slice(0, packets).join("\x1e"));
  }),
  perConnection("a session with two polls at once", 3, async (t) => {
    const { path } = await openPolling(t);
    await Promise.all([requestLike(t, "GET", path), requestLike(t, "GET", path)]);
  }),
  perConnection("a poll with bytes where text belongs", 2, async (t) => {
    const { path } = await openPolling(t);
    await requestLike(t, "POST", path, "\x00\xff", "Content-Type: application/octet-stream");
  }),
  perConnection("a poll larger than any may be", 2, async (t) => {
    const { path } = await openPolling(t);
    await requestLike(t, "POST", path, `4${"x".repeat(700 * 1024)}`);
  }),
  perConnection("upgrades by another protocol than the session's", 2, async (t) => {
    const { sid } = await openPolling(t);
    await say(t, head(t, "GET", `/socket.io/?EIO=3&transport=websocket&sid=${sid}`, ...UPGRADE));
  }),
  perConnection("upgrades that stop half-way", 3, async (t) => {
    const { sid } = await openPolling(t);
    await say(t, head(t, "GET", `${ENGINE}&sid=${sid}`, ...UPGRADE), frame("2probe"));
  }),
  perConnection("sessions that are opened and left", 1, (t) => openPolling(t)),
  frames("frames that are not masked", 5, () => frame("40", { masked: false })),
  frames("frames with reserved bits", 5, (n) => frame("40", { reserved: 1 + (n % 7) })),
  frames("frames of kinds that do not exist", 5, (n) => frame("x", { opcode: 3 + (n % 5) })),
  frames("text that is none", 5, () => frame(Uint8Array.of(0x34, 0xff, 0xfe, 0xc0, 0x80))),
  frames("messages larger than any may be", 1, () => frame("4".padEnd(600 * 1024, "x"))),
  frames("a message in fragments without end", 200, (n) =>
    frame("4", { opcode: n % 200 === 0 ? 1 : 0, fin: false }),
  ),
  frames("pings without number", 500, () => frame("ping", { opcode: 9 })),
  frames("packets that the engine does not know", 10, (n) => frame(inTurn(ENGINE_GARBAGE, n))),
  frames("bytes without an announcement", 10, () => frame(Uint8Array.of(1, 2, 3), { opcode: 2 })),
  perConnection("storms of connections", 1, async (t) => {
    const session = await openSession(t);
    session.socket.resetAndDestroy();
  }),
];
