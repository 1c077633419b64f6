// A bug here would look like: affinity that hides what real balancers do, or a request acted on twice.
import { once } from "node:events";
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
} from "node:http";
import { connect, type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { createBalancer } from "../src/balancer/balancer.ts";

const open: Server[] = [];

afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listening(server: Server): Promise<string> {
  open.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const named = (name: string) =>
  listening(
    createServer((request, response) => {
      response.setHeader("Set-Cookie", ["a=1", "b=2"]);
      response.end(JSON.stringify({ name, url: request.url, headers: request.headers }));
    }),
  );

const balance = (...urls: string[]) => listening(createBalancer(urls));

async function ask(url: string, agent: Agent): Promise<{ answer: IncomingMessage; body: string }> {
  const [answer] = (await once(httpRequest(url, { agent }).end(), "response")) as [IncomingMessage];
  return { answer, body: await text(answer) };
}

async function nobodyAt(): Promise<string> {
  const server = createServer();
  const url = await listening(server);
  server.close();
  return url;
}

test("each request of one kept-alive connection goes to the next gateway", async () => {
  const url = await balance(await named("one"), await named("two"), await named("three"));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const names: string[] = [];
  for (let turn = 0; turn < 6; turn++) {
    const { body } = await ask(`${url}/path?x=1`, agent);
    names.push((JSON.parse(body) as { name: string }).name);
  }
  agent.destroy();
  expect(names).toEqual(["one", "two", "three", "one", "two", "three"]);
});

test("headers come through both ways, with the client's address added", async () => {
  const url = await balance(await named("one"));
  const answer = await fetch(`${url}/v1?x=1`, {
    headers: { "X-Forwarded-For": "192.0.2.7", "X-Own": "mine" },
  });
  expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  expect(await answer.json()).toMatchObject({
    url: "/v1?x=1",
    headers: {
      "x-forwarded-for": "192.0.2.7, 127.0.0.1",
      "x-own": "mine",
      host: new URL(url).host,
    },
  });
});

test("a gateway that refuses is passed over", async () => {
  const url = await balance(await nobodyAt(), await named("alive"));
  for (let turn = 0; turn < 3; turn++) {
    expect(await (await fetch(url)).json()).toMatchObject({ name: "alive" });
  }
});

test("a gateway that drains gets nothing new, and again when it is ready", async () => {
  const ready = { one: true, two: true };
  const gateway = (name: "one" | "two") =>
    listening(
      createServer((request, response) => {
        response.statusCode = request.url !== "/readyz" || ready[name] ? 200 : 503;
        response.end(name);
      }),
    );
  const url = await balance(await gateway("one"), await gateway("two"));
  const answering = async () => {
    const names: string[] = [];
    for (let turn = 0; turn < 6; turn++) names.push(await (await fetch(url)).text());
    return [...new Set(names)].sort();
  };
  expect(await answering()).toEqual(["one", "two"]);
  ready.one = false;
  await expect.poll(answering, { timeout: 10_000 }).toEqual(["two"]);
  // Whoever is left serves as well as it can.
  ready.two = false;
  await expect.poll(answering, { timeout: 10_000 }).toEqual(["one", "two"]);
  ready.one = true;
  await expect.poll(answering, { timeout: 10_000 }).toEqual(["one"]);
});

test("a gateway that takes connections and says nothing gets no more of them", async () => {
  const frozen = await listening(createServer(() => {}));
  const url = await balance(frozen, await named("alive"));
  const answered = async () => {
    const within = { signal: AbortSignal.timeout(100) };
    const asked = Array.from({ length: 6 }, () => fetch(url, within).then(({ ok }) => ok));
    return (await Promise.allSettled(asked)).every(({ status }) => status === "fulfilled");
  };
  expect(await answered()).toBe(false);
  await expect.poll(answered, { timeout: 20_000 }).toBe(true);
});

test("without any gateway the answer is a problem with status 502", async () => {
  const answer = await fetch(await balance(await nobodyAt()));
  expect(answer.status).toBe(502);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(await answer.json()).toMatchObject({ status: 502, detail: "no gateway answers" });
});

test("a request whose gateway dies while it works on it is not tried again elsewhere", async () => {
  let asked = 0;
  const dying = () =>
    listening(
      createServer((request) => {
        if (request.url !== "/readyz") asked++;
        request.socket.destroy();
      }),
    );
  const answer = await fetch(await balance(await dying(), await dying()), {
    method: "POST",
    body: "once",
  });
  expect(answer.status).toBe(502);
  expect(asked).toBe(1);
});

test("bodies are streamed, not collected", async () => {
  const gateway = createServer((request, response) => request.pipe(response));
  const url = await balance(await listening(gateway));
  const upload = httpRequest(url, { method: "POST" });
  upload.write("first");
  const [answer] = (await once(upload, "response")) as [IncomingMessage];
  const [chunk] = (await once(answer, "data")) as [Buffer];
  expect(chunk.toString()).toBe("first");
  upload.end("second");
  expect(await text(answer)).toBe("second");
});

test("upgrades go round robin too, and bytes flow both ways", async () => {
  const echo = (name: string) => {
    const server = createServer();
    server.on("upgrade", (_, socket, head) => {
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n${name}:`,
      );
      socket.write(head);
      socket.pipe(socket);
    });
    return listening(server);
  };
  const url = await balance(await echo("one"), await echo("two"));
  const heard: string[] = [];
  for (let turn = 0; turn < 2; turn++) {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.end("GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nhello");
    heard.push((await text(socket)).split("\r\n\r\n")[1] ?? "");
  }
  expect(heard).toEqual(["one:hello", "two:hello"]);
});

test("an upgrade without any gateway is answered, not left hanging", async () => {
  const url = await balance(await nobodyAt());
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.write("GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 502 /);
});
