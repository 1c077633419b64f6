/** A bug here would look like: somebody who sends much at once, and others who wait until all of it is done. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { cutPipelining } from "../src/guarding/adapters/cut-pipelining.ts";
import { Counts } from "../src/guarding/app/counts.ts";
import { FairWebSockets } from "../src/sockets/fair-websockets.ts";

const ANSWER_MS = 20;
/** In one read of a socket. */
const MANY = 3000;
const counts = new Counts();
let http: Server;
let port: number;
let asked = 0;
const heard: string[] = [];

beforeAll(async () => {
  http = createServer(({ socket }, response) => {
    if (socket.destroyed) return;
    asked++;
    setTimeout(() => response.end("done"), ANSWER_MS);
  });
  const websockets = new FairWebSockets({ server: http });
  websockets.on("connection", (socket, { url = "" }) =>
    socket.on("message", () => heard.push(url)),
  );
  cutPipelining(http, counts);
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  ({ port } = http.address() as AddressInfo);
});
afterAll(() => {
  http.closeAllConnections();
  http.close();
});

const request = "GET / HTTP/1.1\r\nHost: here\r\n\r\n";

describe("requests on one connection", () => {
  const answersTo = async (text: string): Promise<number> => {
    asked = 0;
    const socket = connect(port, "127.0.0.1");
    let answers = 0;
    socket.on("data", (chunk) => (answers += String(chunk).split("HTTP/1.1 200").length - 1));
    socket.on("error", () => undefined);
    socket.write(text);
    if (text.length > request.length * 8) await once(socket, "close");
    else while (answers < text.length / request.length) await once(socket, "data");
    socket.destroy();
    return answers;
  };

  it("are answered when a few of them wait for their answers", async () => {
    expect(await answersTo(request.repeat(8))).toBe(8);
  });

  it("end it when there are more of them than anybody sends, and no more of them are looked at", async () => {
    expect(await answersTo(request.repeat(200))).toBe(0);
    expect(asked).toBe(8);
    expect(counts.of("cut pipelining")).toBe(1);
  });

  it("may be any number, one after the other", async () => {
    for (let n = 0; n < 20; n++) await (await fetch(`http://127.0.0.1:${port}/`)).text();
    expect(counts.of("cut pipelining")).toBe(1);
  });
});

it("of two who send at once, neither waits until the other is through", async () => {
  const open = async (path: string) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
    await once(socket, "open");
    return socket;
  };
  const [one, other] = [await open("/one"), await open("/other")];
  for (let n = 0; n < MANY; n++) one.send(`${n}`);
  for (let n = 0; n < 20; n++) other.send(`${n}`);
  await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(MANY + 20);
  const span = heard.lastIndexOf("/other") - heard.indexOf("/other") + 1;
  expect(heard.indexOf("/other")).toBeLessThan(MANY);
  expect(span).toBeGreaterThan(20);
  for (const socket of [one, other]) socket.terminate();
});
