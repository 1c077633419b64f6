/** A bug here would look like: a process that ends at a bad event, a click without an answer, a room of strangers. */
import {
  accepted,
  LIVE,
  Refusal,
  refused,
  SubmitPrint,
  subjects,
  type Answer,
} from "@printermaster/contracts";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COMPANY, jobState, printerState } from "./world/job-state.ts";
import { agentAuth, connected, next, refusalOf, startWorld, type World } from "./world/world.ts";

let world: World;
let token: string;
let anna: Socket;

beforeAll(async () => {
  world = await startWorld();
  token = await world.tokenOf("anna@acme.test");
  world.broker.on("submit", ({ body, branch }) => {
    const { printerId, class: jobClass, idempotencyKey } = SubmitPrint.parse(body);
    if (idempotencyKey === "used") return refused("key-reused");
    const job = jobState({ jobId: "job9", branch: branch ?? "", printerId, class: jobClass });
    return accepted({ job, replayed: false });
  });
  const subject = subjects.fleetPrinter(COMPANY, "north", "bar");
  await world.broker.storeFleet(subject, "PrinterReported", printerState());
  anna = world.connect({ token });
  await connected(anna);
});

afterAll(() => world.stop());

const ask = (event: string, payload?: unknown): Promise<Answer<Record<string, unknown>>> =>
  anna.timeout(8000).emitWithAck(event, payload) as Promise<Answer<Record<string, unknown>>>;

describe("a handshake", () => {
  const codeOf = async (auth: Record<string, unknown>) =>
    Refusal.parse((await refusalOf(world.connect(auth))).data).code;

  test("without a token, or with a bad one, is refused", async () => {
    expect(await codeOf({})).toBe("unauthenticated");
    expect(await codeOf({ token: "x.y.z" })).toBe("unauthenticated");
    expect(await codeOf({ token: { nested: true } })).toBe("unauthenticated");
  });

  test("of an agent with a wrong licence, branch or company is refused", async () => {
    expect(await codeOf({ ...agentAuth(), licenseKey: "wrong-licence" })).toBe("unauthenticated");
    expect(await codeOf({ ...agentAuth(), branchId: "south" })).toBe("unauthenticated");
    expect(await codeOf({ ...agentAuth(), companyId: "other" })).toBe("unauthenticated");
    expect(await codeOf({ ...agentAuth(), deviceId: "..." })).toBe("invalid-payload");
    expect(await codeOf({ userRole: "desktop_app" })).toBe("invalid-payload");
  });

  test("to another namespace than ours is refused", async () => {
    const socket = io(world.url, {
      transports: ["websocket"],
      forceNew: true,
      reconnection: false,
    });
    expect((await refusalOf(socket)).message).toBe("unknown-route");
    socket.disconnect();
  });
});

describe("a client of socket.io 2", () => {
  test("is told that it is too old, unless it is allowed", async () => {
    const answer = await fetch(`${world.url}/socket.io/?EIO=3&transport=polling`);
    expect([answer.status, Refusal.parse(await answer.json()).code]).toEqual([
      400,
      "unsupported-protocol",
    ]);
  });
});

describe("a client that can only poll", () => {
  test("is let in, answered and told like any other", async () => {
    const polling = world.connect({ token }, ["polling"]);
    await connected(polling);
    expect(await polling.emitWithAck("printer:test", { printerId: "bar" })).toMatchObject({
      ok: true,
    });
    const told = next(polling, "print:progress");
    const sequence = await world.broker.storeJob("PrintSubmitted", jobState({ jobId: "job4" }));
    expect(await told).toMatchObject({ jobId: "job4", step: "submitted", sequence });
    polling.disconnect();
  });

  test("may upgrade", async () => {
    const upgrading = world.connect({ token }, ["polling", "websocket"]);
    await connected(upgrading);
    await expect.poll(() => upgrading.io.engine.transport.name).toBe("websocket");
    const joined = await upgrading.emitWithAck("join:branch", { branchId: "north" });
    expect(joined).toMatchObject({ ok: true });
    upgrading.disconnect();
  });
});

describe("a click on test print", () => {
  test.each(["printer:test", "testPrinter"])("by %s submits a test page", async (event) => {
    const answer = await ask(event, { printerId: "bar", correlationId: "click-1" });
    expect(answer).toMatchObject({
      ok: true,
      value: { correlationId: "click-1", replayed: false, job: { jobId: "job9", class: "test" } },
    });
    expect(world.broker.heardOf("submit").at(-1)).toMatchObject({
      company: COMPANY,
      branch: "north",
      body: {
        idempotencyKey: "click-1",
        class: "test",
        document: {
          kind: "test-page",
          printerName: "Bar",
          branchName: "North",
          companyName: "Acme",
          requestedBy: "Anna",
          correlationId: "click-1",
        },
      },
    });
  });

  test("is one trace, which ends with what the screen is told", async () => {
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
    const answer = await ask("printer:test", { printerId: "bar", traceparent });
    expect(answer).toMatchObject({ value: { traceId } });
    const asked = world.broker.heardOf("submit").at(-1)?.traceparent;
    const ended = jobState({ jobId: "job8", status: "completed" });
    const told = next(anna, "print:progress");
    await world.broker.storeJob("PrintCompleted", ended, asked);
    await told;
    const seen = { traceparent, name: "print.click", startedAtMs: 1000, endedAtMs: 2000 };
    expect(await ask("telemetry:click", seen)).toEqual({ ok: true, value: {} });
    const chain = () => {
      const spans = world.collector.ofTrace(traceId);
      const parentOf = (id = "") => spans.find(({ spanId }) => spanId === id)?.name;
      return spans.map(({ name, parentSpanId }) => [name, parentOf(parentSpanId)]);
    };
    const expected = [
      ["print.click", undefined],
      ["printer:test", "print.click"],
      ["publish print.cmd.submit", "printer:test"],
      ["emit print:progress", "publish print.cmd.submit"],
    ];
    const inAnyOrder = expect.arrayContaining(expected) as unknown;
    await expect.poll(chain, { timeout: 5000 }).toEqual(inAnyOrder);
    expect(chain()).toHaveLength(expected.length);
    const click = world.collector.ofTrace(traceId).find(({ name }) => name === "print.click");
    expect(click).toMatchObject({
      spanId: "b7ad6b7169203331",
      from: { "service.name": "printermaster-dashboard" },
    });
  });

  test("on a printer that is not there is refused", async () => {
    expect(await ask("printer:test", { printerId: "cellar" })).toMatchObject({
      ok: false,
      error: { code: "unknown-printer" },
    });
  });

  test("gets a correlation id when it brings none", async () => {
    const answer = await ask("printer:test", { printerId: "bar" });
    expect(answer.ok && answer.value["correlationId"]).toMatch(/^[a-z2-7]{26}$/);
  });
});

describe("a submit by socket", () => {
  const print = { printerId: "bar", document: { kind: "text", text: "Two coffees" } };

  test("is answered with the job", async () => {
    expect(await ask("print:submit", { ...print, idempotencyKey: "k1" })).toMatchObject({
      ok: true,
      value: { job: { jobId: "job9" }, replayed: false },
    });
  });

  test("is answered with what the orchestrator refuses", async () => {
    expect(await ask("print:submit", { ...print, idempotencyKey: "used" })).toMatchObject({
      ok: false,
      error: { code: "key-reused", retryable: false },
    });
  });

  test("for a branch of others is forbidden", async () => {
    expect(await ask("print:submit", { ...print, branchId: "south" })).toMatchObject({
      error: { code: "forbidden" },
    });
  });
});

describe("an event nobody can use", () => {
  test.each([
    ["no payload", undefined],
    ["null", null],
    ["a number", 7],
    ["a list", []],
    ["another shape", { printerId: { $ne: null } }],
    ["a trace that is none", { printerId: "bar", traceparent: "zzz" }],
    ["prototypes", JSON.parse('{"__proto__": {"printerId": "bar"}}')],
  ])("(%s) is answered with what is wrong", async (_, payload) => {
    expect(await ask("printer:test", payload)).toMatchObject({
      ok: false,
      error: { code: "invalid-payload" },
    });
  });

  test("and wants no answer harms nobody", async () => {
    for (const event of [
      "printer:test",
      "print:submit",
      "join:branch",
      "agent:hello",
      "nonsense",
    ]) {
      anna.emit(event);
      anna.emit(event, null, "second", 3);
    }
    const last = await ask("join:branch", { branchId: "north" });
    expect(last).toEqual({ ok: true, value: { branchId: "north" } });
  });

  test("because it is too large ends that connection only", async () => {
    const other = world.connect({ token });
    await connected(other);
    const gone = next(other, "disconnect");
    other.emit("print:submit", { printerId: "bar", text: "x".repeat(600_000) });
    await gone;
    expect((await world.call("/readyz")).status).toBe(200);
    expect(anna.connected).toBe(true);
  });
});

describe("the screens of a branch", () => {
  const interest = async (subject: string): Promise<boolean> => {
    try {
      // A request tells at once whether anybody is subscribed; who is, does not answer it.
      await world.broker.nats.request(subject, "{}", { timeout: 50 });
      return true;
    } catch (error) {
      return (error as Error).name === "TimeoutError";
    }
  };
  const southStep = subjects.progress(COMPANY, "south", "job1");

  test("hear a stored event once, with its place in the log", async () => {
    const heard: unknown[] = [];
    anna.on("print:progress", (progress) => heard.push(progress));
    const sequence = await world.broker.storeJob("PrintSubmitted", jobState());
    const result = next(anna, "printer:test:result");
    const test1 = jobState({ jobId: "job5", class: "test", status: "completed" });
    await world.broker.storeJob("PrintCompleted", test1);
    expect(await result).toMatchObject({ success: true, jobId: "job5" });
    expect(heard).toMatchObject([
      { jobId: "job1", step: "submitted", sequence, job: { title: "Table 4" } },
      { jobId: "job5", step: "completed", sequence: sequence + 1 },
    ]);
    expect(JSON.stringify(heard)).not.toContain("bodyHash");
    anna.off("print:progress");
  });

  test("never hear what was written past the log, nor what another branch does", async () => {
    const heard: unknown[] = [];
    anna.on("print:progress", (progress: { jobId: string }) => heard.push(progress.jobId));
    await world.broker.storeJob("PrintSubmitted", jobState({ jobId: "job6", branch: "south" }));
    world.broker.nats.publish(LIVE + subjects.job(COMPANY, "north", "job1"), "garbage");
    const told = next(anna, "print:progress");
    await world.broker.storeJob("PrintHeld", jobState({ jobId: "job7" }));
    await told;
    expect(heard).toEqual(["job7"]);
    anna.off("print:progress");
  });

  test("hear of their printers", async () => {
    const update = next(anna, "printerStatusUpdate");
    const added = next(anna, "printer:added");
    const subject = subjects.fleetPrinter(COMPANY, "north", "kitchen");
    const state = printerState({ printerId: "kitchen", state: "stopped" });
    await world.broker.storeFleet(subject, "PrinterDiscovered", state);
    expect(await update).toEqual(state);
    expect(await added).toEqual(state);
  });

  test("cost a subscription only while somebody looks", async () => {
    expect(await interest(southStep)).toBe(false);
    const owner = world.connect({ token: await world.tokenOf("owner@acme.test") });
    await connected(owner);
    await expect.poll(() => interest(southStep)).toBe(true);
    await owner.emitWithAck("leaveBranch", { branchId: "south" });
    await expect.poll(() => interest(southStep)).toBe(false);
    await owner.emitWithAck("joinBranch", { branchId: "south" });
    await expect.poll(() => interest(southStep)).toBe(true);
    owner.disconnect();
    await expect.poll(() => interest(southStep)).toBe(false);
  });

  test("of all branches are the company's room, for who may see the company", async () => {
    const owner = world.connect({ token: await world.tokenOf("owner@acme.test") });
    await connected(owner);
    await owner.emitWithAck("leaveBranch", { branchId: "south" });
    await expect.poll(() => interest(southStep)).toBe(false);
    const joined: unknown = await owner.emitWithAck("join:company", COMPANY);
    expect(joined).toEqual(accepted({ companyId: COMPANY, branches: ["north", "south"] }));
    await expect.poll(() => interest(southStep)).toBe(true);
    const forbidden = { ok: false, error: { code: "forbidden" } };
    expect(await owner.emitWithAck("join:company", { companyId: "zeta" })).toMatchObject(forbidden);
    expect(await ask("join:company", { companyId: COMPANY })).toMatchObject(forbidden);
    owner.disconnect();
  });

  test("of a branch that is not theirs cannot be joined", async () => {
    expect(await ask("join:branch", { branchId: "south" })).toMatchObject({
      ok: false,
      error: { code: "forbidden" },
    });
  });
});

describe("a client of the older kind", () => {
  test("joins and leaves a branch by its bare id, or by the one it was given", async () => {
    expect(await ask("joinBranch", "north")).toEqual(accepted({ branchId: "north" }));
    expect(await ask("join:branch", { branchId: "NORTH" })).toEqual(
      accepted({ branchId: "north" }),
    );
    expect(await ask("join:branch", "south")).toMatchObject({ error: { code: "forbidden" } });
    expect(await ask("leaveBranch", "north")).toEqual(accepted({ branchId: "north" }));
    await ask("joinBranch", "north");
  });

  test("tests a printer by its bare id or by its old name", async () => {
    expect(await ask("testPrinter", "bar")).toMatchObject({ ok: true });
    expect(await ask("testPrinter", { printer: "BAR" })).toMatchObject({ ok: true });
    expect(await ask("printer:test", { printerId: "B-A-R" })).toMatchObject({ ok: true });
  });

  test("that asks for no acknowledgement is told by a result why there is no test", async () => {
    const result = next(anna, "printer:test:result");
    anna.emit("testPrinter", { printerId: "test-printer-1" });
    expect(await result).toMatchObject({
      printerId: "testprinter1",
      success: false,
      code: "unknown-printer",
    });
  });
});
