/** A bug here would look like: a gateway that takes more than it can do until all of it is late, or that drops what it took. */
import {
  accepted,
  AGENT_CALLS,
  parseCommandSubject,
  RegisterAgent,
  subjects,
  type AgentHeartbeat,
  type Answer,
} from "@printermaster/contracts";
import { createLog } from "@printermaster/runtime";
import type { Msg } from "@nats-io/transport-node";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startGateway, type Gateway } from "../src/start-gateway.ts";
import { AT, jobState } from "./world/job-state.ts";
import { agentAuth, connected, helloOf, refusalOf, startWorld, type World } from "./world/world.ts";

/** Somewhat above what a gateway has open before it sheds. */
const WAVE = 4200;
/** Whoever asks for a print is told after ten seconds that nobody answered; some of it is left for answering. */
const COMMANDS_LIVE_MS = 8000;
const TOO_SLOW = "this machine was too slow to begin with";
const PATIENCE = { timeout: 30_000, interval: 50 };

let world: World;
let gateway: Gateway;
let url: string;
let token: string;
let page: Socket;
let agent: Socket;
/** Submits that no orchestrator has answered yet; `undefined` when they are answered as they come. */
let held: Msg[] | undefined = [];

const answer = (message: Msg) =>
  message.respond(JSON.stringify(accepted({ job: jobState(), replayed: false })));

function answerAll(): void {
  held?.forEach(answer);
  held = undefined;
}

beforeAll(async () => {
  world = await startWorld();
  world.broker.nats.subscribe(subjects.allCommands, {
    callback: (_error, message) => {
      if (parseCommandSubject(message.subject)?.verb !== "submit") return;
      if (held) held.push(message);
      else answer(message);
    },
  });
  world.broker.on("hello", ({ body }) =>
    accepted({ session: RegisterAgent.parse(body).session, serverTime: AT, drop: [] }),
  );
  await world.broker.nats.flush();
  // What one client may do is no matter here.
  const config = { ...world.config, PM_INSTANCE: "gw-loaded", PM_LIMITS_TIMES: 10 };
  gateway = await startGateway(config, createLog("gateway", "gw-loaded", "silent"));
  url = `http://127.0.0.1:${gateway.port}`;
  token = await world.tokenOf("owner@acme.test");
  page = attach({ token });
  agent = attach(agentAuth());
  await Promise.all([connected(page), connected(agent)]);
  // At once, or it would be taken for one of the older kind.
  expect(await says(agent, "agent:hello", helloOf())).toMatchObject({ ok: true });
});
afterAll(async () => {
  for (const socket of [page, agent]) socket?.disconnect();
  await gateway?.stop(AbortSignal.abort());
  await world?.stop();
});

const attach = (auth: object, query = {}): Socket =>
  io(`${url}/printing-ws`, { transports: ["websocket"], forceNew: true, auth, query });
const says = (socket: Socket, event: string, payload: object): Promise<unknown> =>
  socket.timeout(10_000).emitWithAck(event, payload);
const heartbeat: AgentHeartbeat = {
  uptimeSeconds: 60,
  cpu: 0.1,
  memoryMb: 90,
  delayMs: 3,
  queueDepth: 0,
  reconnections: 0,
  recentReconnections: 0,
  transport: "websocket",
};
const print = { printerId: "bar", branchId: "north", document: { kind: "text", text: "Tea" } };
const submit = (): Promise<Answer<unknown>> =>
  page.timeout(30_000).emitWithAck("print:submit", print);
const handshake = () => fetch(`${url}/socket.io/?EIO=4&transport=polling`);
const postJob = (key: string) =>
  fetch(`${url}/v1/jobs`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "idempotency-key": key,
    },
    body: JSON.stringify(print),
  });

describe("a gateway whose orchestrators answer nothing while prints pour in", () => {
  let wave: Promise<Answer<unknown>>[];
  let began: number;
  const tooSlow = () => performance.now() - began > COMMANDS_LIVE_MS;
  afterAll(answerAll);

  it("refuses new work once thousands are open, and says when to come again", async () => {
    began = performance.now();
    wave = Array.from({ length: WAVE }, submit);
    await vi.waitUntil(async () => (await handshake()).status === 503, PATIENCE);
    const refused = await postJob("too-late");
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("2");
    expect(await refused.json()).toMatchObject({ code: "overloaded" });
    expect(await submit()).toMatchObject({ ok: false, error: { code: "overloaded" } });
    expect((await handshake()).headers.get("retry-after")).toBe("2");
    const stranger = attach({ token });
    expect(await refusalOf(stranger)).toBeInstanceOf(Error);
    stranger.disconnect();
  });

  it("goes on taking what agents say and answering whoever only looks", async ({ skip }) => {
    skip(tooSlow(), TOO_SLOW);
    expect(await says(agent, "agent:heartbeat", heartbeat)).toMatchObject({ ok: true });
    const looked = await fetch(`${url}/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(looked.status).toBe(200);
  });

  it("lets an agent in that comes back, for it does away with work", async ({ skip }) => {
    skip(tooSlow(), TOO_SLOW);
    expect((await handshake()).status).toBe(503);
    const back = attach(agentAuth("till2"), AGENT_CALLS);
    await connected(back);
    expect(await says(back, "agent:hello", helloOf("install2"))).toMatchObject({ ok: true });
    back.disconnect();
  });

  it("keeps all that it took", async ({ skip }) => {
    const slow = tooSlow();
    answerAll();
    skip(slow, TOO_SLOW);
    const answers = await Promise.all(wave);
    expect(answers.filter(({ ok }) => !ok)).toEqual([]);
  });

  it("takes new work again when it is done", async () => {
    await vi.waitUntil(async () => (await handshake()).status === 200, PATIENCE);
    expect((await postJob("in-time")).status).toBe(201);
    expect(await submit()).toMatchObject({ ok: true });
  });
});
