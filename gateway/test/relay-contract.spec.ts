/**
 * What the relay leans on in engine.io and no document promises. When this fails after an update: read the difference of
 * build/server.js, socket.js and transports/ first, adapt src/relay/adapters, and only then change the version below.
 */
import { createRequire } from "node:module";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Socket as EngineSocket } from "engine.io";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Tunnel, frames } from "../src/relay/app/tunnels.ts";
import type { Link } from "../src/relay/app/ports.ts";
import { Joiner, Slicer, type Message } from "../src/relay/domain/slices.ts";
import { RelayedRequest } from "../src/relay/adapters/relayed-request.ts";
import { RelayedResponse } from "../src/relay/adapters/relayed-response.ts";
import { RelayEngine, UNKNOWN_SESSION } from "../src/relay/adapters/relay-engine.ts";
import { TunnelledWebSocket } from "../src/relay/adapters/tunnelled-websocket.ts";

const READ_AND_TRIED = "6.6.11";

const requireHere = createRequire(import.meta.url);
const manifestOf = (path: string) =>
  JSON.parse(readFileSync(path, "utf8")) as { version: string; dependencies?: object };

let engine: RelayEngine;
let given = 0;

beforeEach(() => {
  const options = { transports: ["polling", "websocket"], perMessageDeflate: false } as const;
  engine = new RelayEngine(
    { ...options, transports: [...options.transports] },
    () => `session${given++}`,
  );
});
afterEach(() => engine.close());

describe("engine.io", () => {
  test("is the version that the relay was read against, and there is one of it", () => {
    const ours = requireHere.resolve("engine.io");
    const ofSocketIo = createRequire(requireHere.resolve("socket.io")).resolve("engine.io");
    expect(ofSocketIo, "Socket.IO has a copy of engine.io of its own").toBe(ours);
    const { version } = manifestOf(ours.replace(/build\/engine\.io\.js$/, "package.json"));
    expect(version, `the relay was tried with engine.io ${READ_AND_TRIED}`).toBe(READ_AND_TRIED);
    const lock = JSON.parse(
      readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8"),
    ) as { packages: Record<string, { version: string }> };
    expect(lock.packages["node_modules/engine.io"]?.version, "package-lock.json").toBe(version);
  });

  test.each(["generateId", "prepare", "verify", "onWebSocket", "handleRequest", "handleUpgrade"])(
    "has %s",
    (member) => {
      const found = (engine as unknown as Record<string, unknown>)[member];
      expect(typeof found, `engine.io's Server has no method ${member} any more`).toBe("function");
    },
  );

  test("calls an unknown session what the relay calls it", () => {
    expect(UNKNOWN_SESSION).toEqual({ code: 1, message: "Session ID unknown" });
  });

  test("fills in what we read of its settings", () => {
    const { maxHttpBufferSize, pingInterval, pingTimeout } = new RelayEngine({}, () => "x").opts;
    const settings = new RelayEngine({}, () => "x").settings;
    expect({ maxHttpBufferSize, pingInterval, pingTimeout }, "defaults moved").toEqual(settings);
  });
});

describe("a session", () => {
  test("gets the id that generateId gives it, and is in `clients` by that name", async () => {
    const sid = await session();
    expect(sid, "generateId is not asked for the id of a session").toMatch(/^session\d+$/);
    expect(Object.keys(clientsOf(engine)), "`clients` is not a record by session id").toContain(
      sid,
    );
  });

  test("leaves `clients` when it is closed", async () => {
    const sid = await session();
    await answered("POST", sid, "1");
    expect(Object.keys(clientsOf(engine)), "a closed session stays in `clients`").not.toContain(
      sid,
    );
  });
});

describe("a relayed request", () => {
  test("is answered as the client's own would be, from nothing but these members", async () => {
    const sid = await session();
    expect(await answered("POST", sid, "4hello")).toMatchObject({ status: 200, body: "ok" });
    const waiting = answered("GET", sid);
    clientsOf(engine)[sid]!.send("for you");
    expect(await waiting).toMatchObject({
      status: 200,
      body: "4for you",
      headers: { "Content-Type": "text/plain; charset=UTF-8", "Content-Length": 8 },
    });
  });

  test("is answered in fewer bytes to whoever can unpack them", async () => {
    const sid = await session();
    const waiting = ask("GET", sid, "", { "accept-encoding": "gzip" }).answer;
    clientsOf(engine)[sid]!.send("x".repeat(2000), { compress: true });
    const { headers, bytes } = await waiting;
    expect(headers).toMatchObject({ "Content-Encoding": "gzip" });
    expect(gunzipSync(bytes).toString()).toBe(`4${"x".repeat(2000)}`);
  });

  test("of a session that is not there gets engine.io's own refusal", async () => {
    const refusal = JSON.stringify(UNKNOWN_SESSION);
    expect(await answered("GET", "nobody")).toMatchObject({ status: 400, body: refusal });
  });

  test("that waits may go on waiting: its end is not taken for the end of the client", async () => {
    const sid = await session();
    void answered("GET", sid);
    await new Promise(setImmediate);
    expect(clientsOf(engine)[sid]?.readyState, "a waiting poll ended its session").toBe("open");
  });

  test("ends its session with `close`, as the client's own would", async () => {
    const sid = await session();
    const { request } = ask("GET", sid);
    const closed = vi.fn<(reason: string) => void>();
    clientsOf(engine)[sid]!.once("close", closed);
    request.clientGone();
    expect(closed.mock.calls[0]?.[0], "`close` of a waiting poll no longer ends the session").toBe(
      "transport error",
    );
  });

  test("is let go without an answer by `destroy` when its session closes meanwhile", async () => {
    const sid = await session();
    const { request } = ask("POST", sid, "4never heard");
    request.dropped = vi.fn<() => void>();
    clientsOf(engine)[sid]!.close(true);
    expect(request.dropped, "a POST in progress is no longer destroyed").toHaveBeenCalled();
  });

  test("that waits is released with a packet that says nothing", async () => {
    const sid = await session();
    const waiting = answered("GET", sid);
    engine.releasePoll(sid);
    expect((await waiting).body, "a noop no longer ends a poll").toBe("6");
    expect(clientsOf(engine)[sid]?.readyState).toBe("open");
    engine.releasePoll(sid);
    engine.releasePoll("__proto__");
  });
});

describe("a tunnelled upgrade", () => {
  test("goes through the stock upgrade, with nothing but these members of a WebSocket", async () => {
    const sid = await session();
    const { tunnel, sent, websocket } = tunnelEnd();
    expect(engine.takeTunnel(upgradeOf(sid), () => websocket)).toBeUndefined();
    hear(tunnel, { type: frames.text, data: Buffer.from("2probe") });
    expect(texts(sent), "a probe is not answered").toEqual(["3probe"]);
    hear(tunnel, { type: frames.text, data: Buffer.from("5") });
    expect(clientsOf(engine)[sid]?.transport.name, "the upgrade did not happen").toBe("websocket");

    const heard: unknown[] = [];
    clientsOf(engine)[sid]!.on("message", (data: unknown) => heard.push(data));
    hear(tunnel, { type: frames.text, data: Buffer.from("4text") });
    hear(tunnel, { type: frames.binary, data: Uint8Array.of(1, 2) });
    expect(heard).toEqual(["text", Buffer.from([1, 2])]);

    clientsOf(engine)[sid]!.send("told");
    clientsOf(engine)[sid]!.send(Buffer.from([3]));
    await new Promise(setImmediate);
    expect(texts(sent).slice(1)).toEqual(["4told", "\u0003"]);
    expect(sent.at(-1)?.type).toBe(frames.binary);
  });

  test("does not take frames that were encoded for a real socket", async () => {
    const sid = await session();
    const { tunnel, sent, websocket } = tunnelEnd();
    engine.takeTunnel(upgradeOf(sid), () => websocket);
    hear(tunnel, { type: frames.text, data: Buffer.from("2probe") });
    hear(tunnel, { type: frames.text, data: Buffer.from("5") });
    const wsPreEncodedFrame = [Buffer.from("never")];
    clientsOf(engine)[sid]!.send("encoded again", { wsPreEncodedFrame } as object);
    await new Promise(setImmediate);
    expect(texts(sent).at(-1)).toBe("4encoded again");
  });

  test("closes the tunnel when the session is closed, and says why as it would here", async () => {
    const sid = await session();
    const { tunnel, sent, websocket } = tunnelEnd();
    engine.takeTunnel(upgradeOf(sid), () => websocket);
    hear(tunnel, { type: frames.text, data: Buffer.from("2probe") });
    hear(tunnel, { type: frames.text, data: Buffer.from("5") });
    const closed = vi.fn<(reason: string) => void>();
    clientsOf(engine)[sid]!.once("close", closed);
    clientsOf(engine)[sid]!.close();
    expect(sent.at(-1)?.type, "engine.io no longer closes its WebSocket").toBe(frames.close);
    await new Promise(setImmediate);
    expect(closed.mock.calls).toEqual([["forced close", undefined]]);
  });

  test("is refused as at home, before there is a tunnel", async () => {
    const sid = await session();
    const open = vi.fn<() => TunnelledWebSocket>();
    expect(engine.takeTunnel(upgradeOf("nobody"), open)).toEqual(UNKNOWN_SESSION);
    const another = engine.takeTunnel(upgradeOf(sid, "EIO=3"), open);
    expect(another, "the protocol of an upgrade is no longer checked").toEqual({
      code: 3,
      message: "Bad request",
    });
    expect(open, "verify does not call back before it returns").not.toHaveBeenCalled();
  });

  test("is closed when another one is under way", async () => {
    const sid = await session();
    engine.takeTunnel(upgradeOf(sid), () => tunnelEnd().websocket);
    const second = tunnelEnd();
    engine.takeTunnel(upgradeOf(sid), () => second.websocket);
    expect(second.tunnel.over).toBe(true);
  });
});

const clientsOf = (of: RelayEngine) =>
  (of as unknown as { clients: Record<string, EngineSocket> }).clients;

/** Lets engine.io see these members only; what it writes down on a request is its own. */
function strictly<T extends object>(object: T, what: string, members: readonly string[]): T {
  return new Proxy(object, {
    get(target, name) {
      if (typeof name === "string" && !members.includes(name) && !(name in OWN_NOTES))
        throw new Error(`engine.io now reads \`${name}\` of a ${what}: the relay must supply it`);
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}
const OWN_NOTES = { _query: 1, res: 1, websocket: 1, cleanup: 1 };
const REQUEST = [
  "method",
  "url",
  "headers",
  "connection",
  "on",
  "removeListener",
  "setEncoding",
  "destroy",
];
/** Where it compresses, it also pipes: a response is a whole stream then. */
const RESPONSE = ["writeHead", "end"];
const WEBSOCKET = ["on", "once", "removeListener", "send", "close", "_sender"];

interface Told {
  readonly status: number;
  readonly headers: object;
  readonly bytes: Uint8Array;
  readonly body: string;
}

function ask(method: "GET" | "POST", sid: string | undefined, body = "", further = {}) {
  const query = sid === undefined ? "" : `&sid=${sid}`;
  const url = `/socket.io/?EIO=4&transport=polling${query}`;
  const headers = { "content-type": "text/plain;charset=UTF-8", ...further };
  const compressed = "accept-encoding" in headers;
  const head = { method, url, headers, address: "192.0.2.1" };
  const request = new RelayedRequest(head, Buffer.from(body));
  const answer = new Promise<Told>((done) => {
    const response = new RelayedResponse((told, bytes) =>
      done({ ...told, bytes, body: Buffer.from(bytes).toString() }),
    );
    engine.handleRequest(
      strictly(request, "request", REQUEST) as unknown as IncomingMessage,
      (compressed
        ? response
        : strictly(response, "response", RESPONSE)) as unknown as ServerResponse,
    );
  });
  return { request, answer };
}

const answered = (method: "GET" | "POST", sid: string | undefined, body?: string) =>
  ask(method, sid, body).answer;

async function session(): Promise<string> {
  const { body } = await answered("GET", undefined);
  return (JSON.parse(body.slice(1)) as { sid: string }).sid;
}

const upgradeOf = (sid: string, protocol = "EIO=4") => {
  const url = `/socket.io/?${protocol}&transport=websocket&sid=${sid}`;
  const head = { method: "GET" as const, url, headers: {}, address: "192.0.2.1" };
  return strictly(new RelayedRequest(head, new Uint8Array()), "request", REQUEST);
};

/** The owner's end of a tunnel, and what went out of it. */
function tunnelEnd() {
  const sent: Message[] = [];
  const joiner = new Joiner();
  const link: Link = {
    self: "owner",
    mostBytes: 1000,
    up: true,
    send: (_to, _kind, _id, slice) => {
      const message = joiner.join(slice);
      if (typeof message === "object") sent.push(message);
    },
  };
  const tunnel = new Tunnel("edge0", "edge", link, () => {});
  const websocket = strictly(new TunnelledWebSocket(tunnel), "WebSocket", WEBSOCKET);
  return { tunnel, sent, websocket };
}

const slicers = new WeakMap<Tunnel, Slicer>();
function hear(tunnel: Tunnel, message: Message): void {
  const slicer = slicers.get(tunnel) ?? new Slicer();
  slicers.set(tunnel, slicer);
  for (const slice of slicer.slices(message, 1000)) tunnel.hear(slice);
}

const texts = (sent: readonly Message[]) => sent.map(({ data }) => Buffer.from(data).toString());
