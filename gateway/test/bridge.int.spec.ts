/** A bug here would look like: a job given to a connection that was replaced, or an answer for somebody else's session. */
import {
  accepted,
  agentEvents,
  refused,
  RegisterAgent,
  subjects,
  type AgentJob,
  type AgentVerb,
  type Answer,
  type HelloAccepted,
} from "@printermaster/contracts";
import { headers as natsHeaders } from "@nats-io/transport-node";
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { AT, COMPANY } from "./world/job-state.ts";
import { agentAuth, connected, helloOf, next, startWorld, type World } from "./world/world.ts";

const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const REQUEST_SPAN_ID = "b7ad6b7169203331";

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const claim = (body: unknown): Answer<HelloAccepted> =>
  accepted({ session: RegisterAgent.parse(body).session, serverTime: AT, drop: [] });

beforeEach(() => void world.broker.on("hello", ({ body }) => claim(body)));

let agents = 0;
async function connectAgent(deviceId = `till${++agents}`) {
  const socket = world.connect(agentAuth(deviceId));
  await connected(socket);
  return { socket, deviceId };
}

const hello = (socket: Socket, payload: unknown = helloOf()) =>
  socket.emitWithAck(agentEvents.hello, payload) as Promise<Answer<HelloAccepted>>;

async function greetedAgent(deviceId?: string) {
  const agent = await connectAgent(deviceId);
  const answer = await hello(agent.socket);
  if (!answer.ok) throw new Error(answer.error.code);
  return { ...agent, session: answer.value.session };
}

const jobFor = (session: string) => ({
  session,
  jobId: "job1",
  attempt: 1,
  printerId: "bar",
  class: "receipt",
  document: { kind: "text", text: "Two coffees" },
  correlationId: "corr-1",
  expiresAt: AT,
});

/** The answer, or why there is none: nobody subscribed, or silence. */
async function request(deviceId: string, verb: AgentVerb | "dance", body: unknown, wait = 1000) {
  const subject = subjects.agent(COMPANY, "north", deviceId, verb as AgentVerb);
  const headers = natsHeaders();
  headers.set("traceparent", `00-${TRACE_ID}-${REQUEST_SPAN_ID}-01`);
  const payload = typeof body === "string" ? body : JSON.stringify(body);
  try {
    const answer = await world.broker.nats.request(subject, payload, { timeout: wait, headers });
    return answer.json();
  } catch (error) {
    return (error as Error).name === "TimeoutError" ? "silence" : "nobody";
  }
}

const storeSession = (deviceId: string, session: string) =>
  world.broker.storeFleet(subjects.fleetAgent(COMPANY, "north", deviceId), "AgentConnected", {
    agentId: deviceId,
    company: COMPANY,
    branch: "north",
    connected: true,
    session,
    installationId: "install1",
    spoolId: "spool1",
    counter: 1,
    spoolGeneration: 1,
    appVersion: "1.0.0",
    gateway: "gw-test",
    since: AT,
    printers: [],
  });

describe("an agent's hello", () => {
  test("claims a session for the company and branch of its licence", async () => {
    const { deviceId, session } = await greetedAgent();
    expect(world.broker.heardOf("hello").at(-1)).toMatchObject({
      company: COMPANY,
      branch: "north",
      body: { agentId: deviceId, session, gateway: "gw-test", installationId: "install1" },
    });
  });

  test("is heard by the bridge before anybody can know the session", async () => {
    const { socket, deviceId } = await connectAgent();
    socket.on(agentEvents.job, (_job, acknowledge) => acknowledge(accepted({ state: "spooled" })));
    let early: Promise<unknown> | undefined;
    world.broker.on("hello", ({ body }) => {
      early = request(deviceId, "job", jobFor(RegisterAgent.parse(body).session));
      return claim(body);
    });
    expect((await hello(socket)).ok).toBe(true);
    expect(await early).toEqual(accepted({ state: "spooled" }));
  });

  test("that is refused leaves nobody listening, and may be said again", async () => {
    const { socket, deviceId } = await connectAgent();
    world.broker.on("hello", () => refused("second-installation"));
    expect(await hello(socket)).toMatchObject({ error: { code: "second-installation" } });
    expect(await request(deviceId, "job", jobFor("any"))).toBe("nobody");
    world.broker.on("hello", ({ body }) => claim(body));
    expect((await hello(socket)).ok).toBe(true);
    expect(await hello(socket)).toMatchObject({ error: { code: "invalid-payload" } });
  });

  test("that is malformed is refused, with or without an acknowledgement", async () => {
    const { socket } = await connectAgent();
    socket.emit(agentEvents.hello, { protocol: 99 });
    expect(await hello(socket, { ...helloOf(), protocol: 99 })).toMatchObject({
      error: { code: "invalid-payload", details: [{ field: "protocol" }] },
    });
    expect((await hello(socket)).ok).toBe(true);
  });

  test("comes first: reports and steps before it are refused", async () => {
    const { socket } = await connectAgent();
    const outcome = { result: "unconfirmed", cause: "power cut" };
    const report = { jobId: "job1", attempt: 1, outcome };
    expect(await socket.emitWithAck(agentEvents.report, report)).toMatchObject({ ok: false });
    const step = { jobId: "job1", attempt: 1, step: "sending" };
    expect(await socket.emitWithAck(agentEvents.progress, step)).toMatchObject({ ok: false });
  });
});

describe("a request to an agent", () => {
  test("reaches it with our span's trace, and its acknowledgement comes back", async () => {
    const { socket, deviceId, session } = await greetedAgent();
    const taken = new Promise<AgentJob & { traceparent: string }>((resolve) => {
      socket.once(agentEvents.job, (job: AgentJob & { traceparent: string }, acknowledge) => {
        resolve(job);
        acknowledge(accepted({ state: "spooled", extra: "dropped" }));
      });
    });
    expect(await request(deviceId, "job", jobFor(session))).toEqual(accepted({ state: "spooled" }));
    const { jobId, document, traceparent } = await taken;
    expect({ jobId, document }).toMatchObject({ jobId: "job1", document: { text: "Two coffees" } });
    const ours = () =>
      world.collector.ofTrace(TRACE_ID).find(({ spanId }) => traceparent.slice(36, 52) === spanId);
    await expect.poll(ours, { timeout: 5000 }).toMatchObject({
      name: "deliver agent.job",
      parentSpanId: REQUEST_SPAN_ID,
    });
  });

  test("for another session is left to whoever holds that", async () => {
    const { deviceId, socket } = await greetedAgent();
    const heard: unknown[] = [];
    socket.onAny((...event) => heard.push(event));
    expect(await request(deviceId, "job", jobFor("foreign"), 300)).toBe("silence");
    expect(await request(deviceId, "query", "not json", 300)).toBe("silence");
    expect(await request(deviceId, "query", [], 300)).toBe("silence");
    expect(heard).toEqual([]);
  });

  test("that is malformed is refused", async () => {
    const { deviceId, session } = await greetedAgent();
    expect(await request(deviceId, "job", { session })).toMatchObject({
      ok: false,
      error: { code: "invalid-payload" },
    });
    expect(await request(deviceId, "dance", { session })).toMatchObject({
      error: { code: "unknown-verb" },
    });
  });

  test("whose acknowledgement is garbage is not answered: the agent may have the job", async () => {
    const { socket, deviceId, session } = await greetedAgent();
    socket.on(agentEvents.query, (_query, acknowledge) => acknowledge("yes"));
    expect(await request(deviceId, "query", { session, jobId: "job1" }, 400)).toBe("silence");
  });

  test("that the agent does not acknowledge is not answered", async () => {
    const { deviceId, session } = await greetedAgent();
    expect(await request(deviceId, "revoke", { session, jobId: "job1", attempt: 1 }, 400)).toBe(
      "silence",
    );
  });
});

describe("what an agent tells", () => {
  test("is recorded under the agent of the credential, and the answer comes back", async () => {
    world.broker.on("report", () => accepted({ recorded: true }));
    const { socket, deviceId } = await greetedAgent();
    const outcome = { result: "unconfirmed", cause: "power cut" };
    const report = { jobId: "job1", attempt: 1, outcome, agentId: "somebodyelse" };
    expect(await socket.emitWithAck(agentEvents.report, report)).toEqual(
      accepted({ recorded: true }),
    );
    expect(world.broker.heardOf("report").at(-1)).toMatchObject({
      branch: "north",
      body: { jobId: "job1", agentId: deviceId, outcome },
    });
  });

  test("of its printers is handed on for its session, and the answer comes back", async () => {
    world.broker.on("printers", () => refused("storage-unavailable"));
    const { socket, deviceId, session } = await greetedAgent();
    const bar = { printerId: "bar", name: "Bar", kind: "tcp", columns: 48 };
    const printers = [{ ...bar, state: "stopped", reasons: ["media-empty"] }];
    const account = { number: 1, printers, session: "somebodyelses", agentId: "somebodyelse" };
    expect(await socket.emitWithAck(agentEvents.printers, account)).toMatchObject({
      error: { code: "storage-unavailable", retryable: true },
    });
    world.broker.on("printers", () => accepted({}));
    expect(await socket.emitWithAck(agentEvents.printers, account)).toEqual(accepted({}));
    expect(world.broker.heardOf("printers").at(-1)).toMatchObject({
      branch: "north",
      body: { agentId: deviceId, session, number: 1, printers },
    });
  });

  test("of its printers is refused before its hello", async () => {
    const { socket } = await connectAgent();
    const early = await socket.emitWithAck(agentEvents.printers, { number: 1, printers: [] });
    expect(early).toMatchObject({ ok: false, error: { code: "invalid-payload" } });
  });

  test("of its steps is shown to the branch", async () => {
    const screen = world.connect({ token: await world.tokenOf("anna@acme.test") });
    await connected(screen);
    const shown = next(screen, "print:progress");
    const { socket } = await greetedAgent();
    socket.emit(agentEvents.progress, { jobId: "job1", attempt: 1, step: "sending" });
    expect(await shown).toMatchObject({ jobId: "job1", branchId: "north", step: "sending" });
  });

  test("as spans is handed on, marked with who sent it", async () => {
    const { socket, deviceId } = await greetedAgent();
    const times = {
      startTimeUnixNano: "1767225600000000000",
      endTimeUnixNano: "1767225601000000000",
    };
    const traceId = "1".repeat(32);
    const span = { traceId, spanId: "2".repeat(16), name: "print", ...times };
    const resourceSpans = [{ resource: { attributes: [] }, scopeSpans: [{ spans: [span] }] }];
    expect(await socket.emitWithAck(agentEvents.spans, { resourceSpans })).toMatchObject({
      ok: true,
    });
    expect(world.collector.ofTrace(traceId)).toMatchObject([
      {
        name: "print",
        from: { "pm.agent": deviceId, "pm.branch": "north", "pm.company": COMPANY },
      },
    ]);
  });

  test("as spans is taken even if it is nonsense", async () => {
    const { socket } = await greetedAgent();
    const spans = { resourceSpans: [null, 7, { scopeSpans: "x" }] };
    expect(await socket.emitWithAck(agentEvents.spans, spans)).toMatchObject({ ok: true });
    expect(await socket.emitWithAck(agentEvents.spans, "x")).toMatchObject({ ok: false });
  });
});

describe("the end of a connection", () => {
  test("signs its session off, and nobody listens any more", async () => {
    const { socket, deviceId, session } = await greetedAgent();
    socket.disconnect();
    await expect
      .poll(() => world.broker.heardOf("bye").map(({ body }) => body))
      .toContainEqual({ agentId: deviceId, session });
    expect(await request(deviceId, "job", jobFor(session))).toBe("nobody");
  });

  test("comes when a later connection takes over, and not by news of an older one", async () => {
    const { socket, deviceId, session } = await greetedAgent();
    const superseded = next(socket, agentEvents.superseded);
    const gone = next(socket, "disconnect");
    await storeSession(deviceId, "older");
    await storeSession(deviceId, session);
    expect(await request(deviceId, "dance", { session })).toMatchObject({ ok: false });
    expect(socket.connected).toBe(true);
    await storeSession(deviceId, "later");
    await superseded;
    expect(await gone).toBe("io server disconnect");
    await expect.poll(() => request(deviceId, "dance", { session }, 200)).toBe("nobody");
  });
});
