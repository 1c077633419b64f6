/** A bug here would look like: one POST that ends a gateway, a made-up session that costs every gateway something, a limit on one of three. */
import { once } from "node:events";
import { connect } from "node:net";
import { hmacBase64Url, pause } from "@printermaster/runtime";
import type { Socket } from "socket.io-client";
import { WebSocket } from "ws";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sessionId } from "../src/relay/domain/session-ids.ts";
import { forkedWay, startCluster, type Cluster } from "./relay/cluster.ts";
import { startInstance, type Instance } from "./relay/instance.ts";
import { poll, post, session } from "./relay/polling.ts";
import { connected } from "./world/world.ts";

let cluster: Cluster;
let owner: Instance;
let other: Instance;

beforeAll(async () => {
  cluster = await startCluster({
    size: 2,
    routes: [
      {
        takes: (path) => path.startsWith("/ws/pos/"),
        upgrade: (_, socket) => socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n"),
      },
    ],
  });
  [owner, other] = cluster.instances as [Instance, Instance];
});
afterAll(() => cluster.stop());

const UNKNOWN = { status: 400, text: '{"code":1,"message":"Session ID unknown"}' };
const megabytes = (count: number) => "4" + "x".repeat(count * 1024 * 1024);

describe("a body beyond the limit", () => {
  test.each([1, 4, 9])("of %i MB is refused by the owner and by any other", async (count) => {
    for (const { url } of [owner, other]) {
      const sid = await session(owner.url);
      expect((await post(url, sid, megabytes(count))).status).toBe(413);
    }
    expect(other.relay.report().pollsWaiting).toBe(0);
  });

  test("is refused in pieces too, and through the balancer", async () => {
    const sid = await session(owner.url);
    const pieces = new ReadableStream<Uint8Array>({
      start: (stream) => {
        for (let n = 0; n < 40; n++) stream.enqueue(new Uint8Array(64 * 1024));
        stream.close();
      },
    });
    const path = `/socket.io/?EIO=4&transport=polling&sid=${sid}`;
    const init = { method: "POST", body: pieces, duplex: "half" } as RequestInit;
    expect((await fetch(other.url + path, init)).status).toBe(413);
    for (let turn = 0; turn < 2; turn++)
      expect((await post(cluster.url, await session(owner.url), megabytes(4))).status).toBe(413);
  });

  test("that just fits is taken, through the balancer as well", async () => {
    const sid = await session(owner.url);
    const [begin, end] = ['42["ignored","', '"]'];
    const most = begin + "x".repeat(512 * 1024 - begin.length - end.length) + end;
    for (const url of [owner.url, other.url, cluster.url, cluster.url])
      expect(await post(url, sid, most)).toEqual({ status: 200, text: "ok" });
  });

  test("as a frame of a tunnel ends that WebSocket only", async () => {
    const sid = await session(owner.url);
    const websocket = upgradeAt(other, sid);
    await once(websocket, "open");
    websocket.send("x".repeat(600_000));
    expect((await once(websocket, "close"))[0]).toBe(1009);
    await expect.poll(() => owner.relay.report().tunnelsOpen).toBe(0);
  });
});

describe("a session that nobody of us gave an id", () => {
  const forged = (secret: string) =>
    sessionId(owner.relay.self, "r".repeat(20), (id) => hmacBase64Url(secret, id).slice(0, 8));

  test.each([
    ["short", () => "abc"],
    ["of twenty signs, as engine.io makes them", () => "lv_VI97HAXpY6yYWAAAB"],
    ["of the right length", () => "a".repeat(36)],
    ["signed with another key", () => forged("another key")],
    ["with a subject in it", () => `*.>.${"a".repeat(32)}`],
    ["with a line break in it", () => encodeURIComponent(`PUB x 0\r\n${"a".repeat(26)}`)],
    ["named after a prototype", () => "__proto__"],
  ])("(%s) is unknown at once", async (_, sid) => {
    for (const { url } of [owner, other]) {
      expect(await poll(url, sid())).toEqual(UNKNOWN);
      expect(await post(url, sid(), "4x")).toEqual(UNKNOWN);
      const websocket = new WebSocket(`${url}/socket.io/?EIO=4&transport=websocket&sid=${sid()}`);
      const [error] = (await once(websocket, "error")) as [Error];
      expect(error.message).toContain("400");
    }
  });

  test("is not asked about: two thousand of them reach nobody", async () => {
    const heard: string[] = [];
    const watch = cluster.instances[0]!.nats.subscribe("gateway.v1.relay.*.*.*", {
      callback: (_, { subject }) => void heard.push(subject),
    });
    for (let n = 0; n < 2000; n++) {
      const sid = `${owner.relay.self}${String(n).padStart(28, "0")}`;
      expect((await poll(other.url, sid)).status).toBe(400);
    }
    await owner.nats.flush();
    watch.unsubscribe();
    expect(heard).toEqual([]);
    expect(other.relay.report().sessionsUnknown).toBeGreaterThanOrEqual(2000);
  });

  test("two ids in one request are none", async () => {
    const sid = await session(owner.url);
    expect(await poll(other.url, `${sid}&sid=${await session(other.url)}`)).toEqual(UNKNOWN);
  });

  test("a session that has ended is unknown, asked here or there", async () => {
    const sid = await session(owner.url);
    await post(other.url, sid, "1");
    for (const { url } of [owner, other]) expect(await poll(url, sid)).toEqual(UNKNOWN);
  });
});

describe("a tunnel", () => {
  let way: Awaited<ReturnType<typeof forkedWay>>;
  beforeAll(async () => {
    way = await forkedWay(owner.url, other.url);
  });
  afterAll(() => way.stop());

  test("is refused by the owner's own check: another protocol than the session's", async () => {
    const sid = await session(owner.url);
    const url = `${other.url}/socket.io/?EIO=3&transport=websocket&sid=${sid}`.replace(
      "http",
      "ws",
    );
    const [error] = (await once(new WebSocket(url), "error")) as [Error];
    expect(error.message).toContain("400");
    expect(other.relay.report().tunnelsOpen).toBe(0);
  });

  test("ends for the client at once when the server disconnects it", async () => {
    const socket = await tunnelled();
    const gone = new Promise<string>((done) => socket.once("disconnect", done));
    const asked = performance.now();
    socket.emit("leave");
    expect(await gone).toBe("io server disconnect");
    await expect.poll(() => socket.io.engine?.readyState).toBe("closed");
    // Its own ping timeout would come after nine seconds.
    expect(performance.now() - asked).toBeLessThan(3000);
  });

  test("opened and closed ten times leaves nothing", async () => {
    const before = owner.relay.engine.clientsCount;
    const sockets = await Promise.all(Array.from({ length: 10 }, tunnelled));
    expect(other.relay.report().tunnelsOpen).toBe(10);
    for (const socket of sockets) socket.disconnect();
    const left = () => [owner.relay.report().tunnelsOpen, other.relay.report().tunnelsOpen];
    await expect.poll(left).toEqual([0, 0]);
    expect(owner.relay.engine.clientsCount).toBeLessThanOrEqual(before);
  });

  test("whose client does not read is cut before it fills the memory", async () => {
    const sid = await session(owner.url);
    const websocket = upgradeAt(other, sid);
    await once(websocket, "open");
    websocket.send("2probe");
    expect(String((await once(websocket, "message"))[0])).toBe("3probe");
    websocket.send("5");
    websocket.pause();
    const before = other.relay.report().tunnelsOverflowed;
    const served = [...owner.server.sockets.sockets.values()];
    const slow = served.find(({ conn }) => (conn as unknown as { id: string }).id === sid);
    for (let n = 0; n < 40; n++) slow?.emit("collected", "x".repeat(500_000));
    await expect.poll(() => other.relay.report().tunnelsOverflowed).toBe(before + 1);
    await expect.poll(() => owner.relay.report().tunnelsOpen).toBe(0);
    websocket.terminate();
  });

  test("whose client resets its connection while the owner decides harms nobody", async () => {
    const sid = await session(owner.url);
    for (let n = 0; n < 5; n++) {
      const socket = connect(other.port, "127.0.0.1");
      socket.write(
        `GET /socket.io/?EIO=4&transport=websocket&sid=${sid} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
      );
      await once(socket, "connect");
      socket.resetAndDestroy();
    }
    const left = () => [owner.relay.report().tunnelsOpen, other.relay.report().tunnelsOpen];
    await expect.poll(left).toEqual([0, 0]);
    expect((await fetch(other.url)).status).toBe(404);
  });

  async function tunnelled(): Promise<Socket> {
    const socket = cluster.client(way.url, { transports: ["polling", "websocket"] });
    await connected(socket);
    await expect.poll(() => socket.io.engine.transport.name).toBe("websocket");
    await socket.emitWithAck("echo", "tunnelled");
    return socket;
  }
});

function upgradeAt(instance: Instance, sid: string): WebSocket {
  const query = `EIO=4&transport=websocket&sid=${sid}`;
  return new WebSocket(`${instance.url.replace("http", "ws")}/socket.io/?${query}`);
}

describe("what may be under way for others", () => {
  const limits = (inAll: number, perAddress: number) => ({
    polls: { inAll, perAddress },
    tunnels: { inAll, perAddress },
  });

  test("is limited for one address, by the polls' addresses as the balancer saw them", async () => {
    const few = await startCluster({ size: 2, limits: limits(3, 2) });
    const [home, away] = few.instances as [Instance, Instance];
    const asked = async (from: string) => {
      const query = `EIO=4&transport=polling&sid=${await session(home.url)}`;
      const ended = new AbortController();
      const headers = { "x-forwarded-for": from };
      const asked = fetch(`${away.url}/socket.io/?${query}`, { headers, signal: ended.signal });
      asked.catch(() => {});
      const waiting = away.relay.report().pollsWaiting;
      const waits = async () => {
        while (away.relay.report().pollsWaiting === waiting) await pause(5);
        return "waits";
      };
      const answer = await Promise.race([asked.then(({ status }) => status), waits()]);
      return { answer, end: () => ended.abort() };
    };
    const answers = [];
    for (const from of ["192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.3"])
      answers.push(await asked(from));
    expect(answers.map(({ answer }) => answer)).toEqual(["waits", "waits", 429, "waits", 503]);
    answers[0]!.end();
    await expect.poll(() => away.relay.report().pollsWaiting).toBe(2);
    expect((await asked("192.0.2.3")).answer).toBe("waits");
    expect(away.relay.report()).toMatchObject({ pollsRefused: 2 });
    await few.stop();
  });

  test("leaves a client polling whose upgrade is one too many", async () => {
    const none = await startCluster({ size: 2, limits: { tunnels: { inAll: 0, perAddress: 0 } } });
    const [home, away] = none.instances as [Instance, Instance];
    const way = await forkedWay(home.url, away.url);
    const socket = none.client(way.url, { transports: ["polling", "websocket"] });
    await connected(socket);
    await expect.poll(() => away.relay.report().tunnelsRefused).toBe(1);
    expect(await socket.emitWithAck("echo", "still here")).toBe("still here");
    expect(socket.io.engine.transport.name).toBe("polling");
    way.stop();
    await none.stop();
  });
});

describe("the entrance", () => {
  const upgradeTo = async (path: string) => {
    const asked = performance.now();
    const [error] = (await once(new WebSocket(`ws://127.0.0.1:${other.port}${path}`), "error")) as [
      Error,
    ];
    expect(performance.now() - asked).toBeLessThan(900); // engine.io would take a second
    return error.message;
  };

  test("has one listener for upgrades, and says at once that nothing is there", async () => {
    expect(other.http.listenerCount("upgrade")).toBe(1);
    for (const path of ["/", "/ws", "/socket.io/more?EIO=4&transport=websocket", "//socket.io/"])
      expect(await upgradeTo(path)).toContain("404");
  });

  test("takes further kinds of upgrades by their path", async () => {
    expect(await upgradeTo("/ws/pos/acme")).toContain("403");
  });

  test("gives every other request to the API", async () => {
    for (const path of ["/", "/socket.io/more", "/socket.iox/", "/api?x=/socket.io/"])
      expect(await (await fetch(other.url + path)).text()).toBe("the API");
  });
});

test("a broker whose messages are too small for what is relayed is refused at the start", async () => {
  const engine = { maxHttpBufferSize: 1_000_000 };
  await expect(startInstance(cluster.nats.url, { engine })).rejects.toThrow(
    "at most 1048576 bytes, and what gateways relay needs 1065536: raise max_payload",
  );
});

describe("a client of socket.io 2, which speaks revision 3 of the protocol,", () => {
  const ask = async (url: string, sid = "", body?: string) => {
    const query = `EIO=3&transport=polling${sid && `&sid=${sid}`}`;
    const init = body === undefined ? {} : { method: "POST", body: `${body.length}:${body}` };
    const response = await fetch(`${url}/socket.io/?${query}`, init);
    return { status: response.status, text: await response.text() };
  };

  test("is refused", async () => {
    const { status, text } = await ask(cluster.url);
    expect({ status, text }).toEqual({
      status: 400,
      text: '{"code":5,"message":"Unsupported protocol version"}',
    });
  });

  test("is served by any gateway where it is allowed", async () => {
    const lenient = await startCluster({ engine: { allowEIO3: true } });
    const { text } = await ask(lenient.url);
    const sid = /"sid":"([^"]+)"/.exec(text)?.[1] ?? "";
    await ask(lenient.url, sid);
    for (let n = 0; n < 6; n++) {
      expect(await ask(lenient.url, sid, `42${n}["echo",${n}]`)).toMatchObject({ text: "ok" });
      const answer = `43${n}[${n}]`;
      expect((await ask(lenient.url, sid)).text).toBe(`${answer.length}:${answer}`);
      expect(await ask(lenient.url, sid, "2")).toMatchObject({ text: "ok" });
      expect((await ask(lenient.url, sid)).text).toBe("1:3");
    }
    await lenient.stop();
  });
});
