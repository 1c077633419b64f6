/** A bug here would look like: a stranger's agent in a branch, or a branch that cannot print because a database is down. */
import {
  accepted,
  AgentChallenge,
  agentEvents,
  AgentList,
  AuditPage,
  PairingCode,
  RegisterAgent,
  StoredDevice,
  subjects,
  DEVICES,
} from "@printermaster/contracts";
import { jetstreamManager } from "@nats-io/jetstream";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { streamDevices } from "../src/devices/adapters/stream-devices.ts";
import { codeFor, TestDevice } from "./world/device.ts";
import { AT } from "./world/job-state.ts";
import {
  agentAuth,
  connected,
  helloOf,
  next,
  refusalOf,
  startWorld,
  type World,
} from "./world/world.ts";

let world: World;
let owner: Record<string, string>;
let anna: Record<string, string>;

beforeAll(async () => {
  world = await startWorld();
  owner = { authorization: `Bearer ${await world.tokenOf("owner@acme.test")}` };
  anna = { authorization: `Bearer ${await world.tokenOf("anna@acme.test")}` };
  world.broker.on("hello", ({ body }) =>
    accepted({ session: RegisterAgent.parse(body).session, serverTime: AT, drop: [] }),
  );
  world.broker.on("report", () => accepted({ recorded: true }));
});
afterAll(() => world.stop());

async function pairedDevice(): Promise<TestDevice> {
  const device = new TestDevice();
  await device.pair(world, await codeFor(world, owner));
  return device;
}

async function kept(deviceId: string | undefined): Promise<StoredDevice> {
  const manager = await jetstreamManager(world.broker.nats);
  const last_by_subj = subjects.device(deviceId ?? "");
  return StoredDevice.parse((await manager.streams.getMessage(DEVICES, { last_by_subj }))?.json());
}

const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;
const revoke = (device: TestDevice, headers = owner) =>
  world.call(`/v1/devices/${device.paired?.deviceId}`, { method: "DELETE", headers });
const inDatabase = async <T>(work: (sql: postgres.Sql) => Promise<T>) => {
  const sql = postgres(world.database.url, { max: 1 });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
};

describe("a pairing code", () => {
  test("is for those who look after the branch, and told once", async () => {
    const response = await world.post("/v1/pairing-codes", { branchId: "south" }, owner);
    expect(response.status).toBe(201);
    const { code, branchId, expiresAt } = PairingCode.parse(await response.json());
    expect(branchId).toBe("south");
    const left = Date.parse(expiresAt) - Date.now();
    expect(left).toBeGreaterThan(9 * 60_000);
    expect(left).toBeLessThanOrEqual(10 * 60_000);
    const stored = await inDatabase((sql) => sql`select * from account.pairing_code`);
    expect(JSON.stringify(stored)).not.toContain(code.replace("-", ""));
  });

  test.each([
    ["staff", () => anna, "north", 403, "forbidden"],
    ["the owner, for a branch that is none", () => owner, "east", 403, "forbidden"],
    ["nobody", () => ({}), "north", 401, "unauthenticated"],
  ])("is not for %s", async (_, headers, branchId, status, code) => {
    const response = await world.post("/v1/pairing-codes", { branchId }, headers());
    expect(response.status).toBe(status);
    expect(await codeOf(response)).toBe(code);
  });

  test("makes one device of its branch, also if its answer was lost, and no second one", async () => {
    const [device, another] = [new TestDevice(), new TestDevice()];
    const code = await codeFor(world, owner, "south");
    const paired = await device.pair(world, code.toLowerCase());
    expect(paired).toMatchObject({ companyId: "acme", branchId: "south" });
    expect(paired.audience).toBe("printermaster");
    expect(await device.pair(world, code)).toEqual(paired);
    const refused = await world.post("/v1/devices/pair", another.request(code));
    expect([refused.status, await codeOf(refused)]).toEqual([404, "unknown-pairing-code"]);
    expect(await kept(paired.deviceId)).toMatchObject({ branch: "south", revoked: false });
  });

  test("of two agents at the same moment takes one", async () => {
    const code = await codeFor(world, owner);
    const asked = [new TestDevice("a"), new TestDevice("b")].map((device) =>
      world.post("/v1/devices/pair", device.request(code)),
    );
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([201, 404]);
  });

  test("is worth nothing after ten minutes", async () => {
    const code = await codeFor(world, owner);
    await inDatabase((sql) => sql`update account.pairing_code set expires_at = now()`);
    const response = await world.post("/v1/devices/pair", new TestDevice().request(code));
    expect(await codeOf(response)).toBe("unknown-pairing-code");
  });

  test("needs the key that is to be paired, and is not used up without it", async () => {
    const code = await codeFor(world, owner);
    const device = new TestDevice();
    const { publicKey } = new TestDevice().request(code);
    const stolen = await world.post("/v1/devices/pair", { ...device.request(code), publicKey });
    expect([stolen.status, await codeOf(stolen)]).toEqual([403, "bad-signature"]);
    expect(await device.pair(world, code)).toMatchObject({ branchId: "north" });
  });
});

describe("an agent with a key", () => {
  test("proves it, says its hello, and is one of the branch it was paired for", async () => {
    const device = await pairedDevice();
    const socket = world.connect(device.auth());
    expect(await device.prove(socket)).toEqual(accepted({}));
    expect(await socket.emitWithAck(agentEvents.hello, helloOf())).toMatchObject({ ok: true });
    expect(world.broker.heardOf("hello").at(-1)).toMatchObject({
      company: "acme",
      branch: "north",
      body: { agentId: device.paired?.deviceId },
    });
    const outcome = { result: "unconfirmed", cause: "power" };
    const signed = { at: AT, signature: device.sign("what orchestrators check") };
    const report = { jobId: "job1", attempt: 1, outcome, signed };
    expect(await socket.emitWithAck(agentEvents.report, report)).toMatchObject({ ok: true });
    expect(world.broker.heardOf("report").at(-1)?.body).toMatchObject({ signed });
  });

  test("is not heard before it has proved it", async () => {
    const device = await pairedDevice();
    const socket = world.connect(device.auth());
    const asked = AgentChallenge.parse(await next(socket, agentEvents.challenge));
    const before = world.broker.heardOf("hello").length;
    const early: unknown = await socket.timeout(8000).emitWithAck(agentEvents.hello, helloOf());
    expect(early).toMatchObject({ ok: false, error: { code: "unknown-event" } });
    expect(world.broker.heardOf("hello")).toHaveLength(before);
    expect(await device.answer(socket, asked)).toMatchObject({ ok: true });
  });

  test.each([
    ["another audience", { audience: "elsewhere" }],
    ["another nonce", { nonce: "n".repeat(32) }],
    ["another time", { issuedAt: AT }],
  ])("that signs %s is refused with a code and cut", async (_, over) => {
    const device = await pairedDevice();
    const socket = world.connect(device.auth());
    const cut = next(socket, "disconnect");
    expect(await device.prove(socket, over)).toMatchObject({ error: { code: "bad-signature" } });
    await cut;
  });

  test("cannot be played by who recorded an earlier connection of it", async () => {
    const device = await pairedDevice();
    const first = world.connect(device.auth());
    const recorded = AgentChallenge.parse(await next(first, agentEvents.challenge));
    expect(await device.answer(first, recorded)).toMatchObject({ ok: true });
    const again = await device.answer(first, recorded);
    expect(again).toMatchObject({ error: { code: "unauthenticated" } });
    const second = world.connect(device.auth());
    expect(await device.prove(second, recorded)).toMatchObject({
      error: { code: "bad-signature" },
    });
  });

  test("on another installation is refused, and the branch is alerted", async () => {
    const device = await pairedDevice();
    const heard = world.broker.nats.subscribe(
      subjects.agentAlert("acme", "north", device.paired!.deviceId),
      { max: 1 },
    );
    await world.broker.nats.flush();
    const thief = Object.assign(Object.create(device) as TestDevice, { installationId: "other" });
    const answer = await thief.prove(world.connect(thief.auth()));
    expect(answer).toMatchObject({ error: { code: "second-installation" } });
    for await (const alert of heard)
      expect(alert.json()).toMatchObject({ code: "second-installation" });
  });

  test("says its hello for the installation that it proved", async () => {
    const device = await pairedDevice();
    const socket = world.connect(device.auth());
    await device.prove(socket);
    const answer = await socket.emitWithAck(agentEvents.hello, helloOf("other"));
    expect(answer).toMatchObject({ error: { code: "second-installation" } });
  });

  test("cannot be played with the branch's licence", async () => {
    const device = await pairedDevice();
    const socket = world.connect(agentAuth(device.paired!.deviceId));
    expect((await refusalOf(socket)).message).toBe("device-key-required");
  });

  test("is unknown without having been paired", async () => {
    const stranger = new TestDevice();
    const socket = world.connect(stranger.auth({ deviceId: "nobody" }));
    expect((await refusalOf(socket)).message).toBe("unauthenticated");
  });
});

describe("a revoked device", () => {
  test("is cut on every gateway within two seconds, and does not come in again", async () => {
    const device = await pairedDevice();
    const other = await world.openGateway("gw-other");
    try {
      const here = world.connect(device.auth());
      const there = world.connect(device.auth(), ["websocket"], `http://127.0.0.1:${other.port}`);
      for (const proved of await Promise.all([here, there].map((s) => device.prove(s))))
        expect(proved).toMatchObject({ ok: true });
      const cut = [here, there].map((socket) => next(socket, "disconnect"));
      const since = performance.now();
      expect((await revoke(device)).status).toBe(204);
      await Promise.all(cut);
      expect(performance.now() - since).toBeLessThan(2000);
      expect((await refusalOf(world.connect(device.auth()))).message).toBe("unauthenticated");
      expect(await kept(device.paired?.deviceId)).toMatchObject({ revoked: true });
    } finally {
      await other.stop(AbortSignal.abort());
    }
  });

  test("is revoked by those who look after its branch only", async () => {
    const device = await pairedDevice();
    expect((await revoke(device, anna)).status).toBe(403);
    const unknown = { method: "DELETE", headers: owner };
    for (const id of ["nobody", "no.body"])
      expect(await codeOf(await world.call(`/v1/devices/${id}`, unknown))).toBe("unknown-device");
    expect(await device.prove(world.connect(device.auth()))).toMatchObject({ ok: true });
  });

  test("stays revoked, whoever is late with what the database said before", async () => {
    const device = await pairedDevice();
    const memory = await streamDevices(world.broker.nats);
    const before = (await memory.recall(device.paired!.deviceId))!;
    await revoke(device);
    await memory.keep(before);
    expect(await memory.recall(before.id)).toMatchObject({ revoked: true });
  });
});

describe("a device that is paired anew", () => {
  const anew = async (device: TestDevice, headers = owner, branchId = "north") => {
    const asked = { branchId, deviceId: device.paired?.deviceId };
    return world.post("/v1/pairing-codes", asked, headers);
  };

  test("keeps its id and has another key, and the old one is cut on every gateway within two seconds", async () => {
    const [before, now] = [await pairedDevice(), new TestDevice("install2")];
    const other = await world.openGateway("gw-anew");
    try {
      const here = world.connect(before.auth());
      const there = world.connect(before.auth(), ["websocket"], `http://127.0.0.1:${other.port}`);
      for (const proved of await Promise.all([here, there].map((s) => before.prove(s))))
        expect(proved).toMatchObject({ ok: true });
      const code = await codeFor(world, owner, "north", before.paired?.deviceId);
      const cut = [here, there].map((socket) => next(socket, "disconnect"));
      const since = performance.now();
      expect(await now.pair(world, code)).toEqual(before.paired);
      await Promise.all(cut);
      expect(performance.now() - since).toBeLessThan(2000);
      expect(await before.prove(world.connect(before.auth()))).toMatchObject({
        ok: false,
        error: { code: "bad-signature" },
      });
      expect(await now.prove(world.connect(now.auth()))).toMatchObject({ ok: true });
      expect(await kept(now.paired?.deviceId)).toMatchObject({ installationId: "install2" });
      expect(await now.pair(world, code)).toEqual(before.paired);
    } finally {
      await other.stop(AbortSignal.abort());
    }
  });

  test("is written down, with its id", async () => {
    const [before, now] = [await pairedDevice(), new TestDevice("install2")];
    await now.pair(world, await codeFor(world, owner, "north", before.paired?.deviceId));
    const target = before.paired?.deviceId;
    for (const action of ["pairing-open", "device-key-replace"])
      await vi.waitUntil(async () => {
        const found = await world.call(`/v1/audit?action=${action}`, { headers: owner });
        const { entries } = AuditPage.parse(await found.json());
        return entries.some((entry) => entry.target === target && entry.outcome === "done");
      });
  });

  test("is one of the branch that the code is for, and not revoked: when it is asked for, and when it comes", async () => {
    const device = await pairedDevice();
    expect((await anew(device, anna)).status).toBe(403);
    expect(await codeOf(await anew(device, owner, "south"))).toBe("unknown-device");
    const code = await codeFor(world, owner, "north", device.paired?.deviceId);
    await revoke(device);
    expect(await codeOf(await anew(device))).toBe("unknown-device");
    const late = await world.post("/v1/devices/pair", new TestDevice("late").request(code));
    expect(await codeOf(late)).toBe("unknown-pairing-code");
    expect(await kept(device.paired?.deviceId)).toMatchObject({ revoked: true });
  });

  test("stays so, whoever is late with what the database said before, and revoked if that came first", async () => {
    const [before, now] = [await pairedDevice(), new TestDevice("install2")];
    const memory = await streamDevices(world.broker.nats);
    const old = (await memory.recall(before.paired!.deviceId))!;
    await now.pair(world, await codeFor(world, owner, "north", old.id));
    await memory.keep(old);
    expect(await memory.recall(old.id)).toMatchObject({ installationId: "install2" });
    await revoke(now);
    await memory.replace(old);
    expect(await memory.recall(old.id)).toMatchObject({ revoked: true });
  });
});

test("the agents of a branch are those that were paired, and those that are connected", async () => {
  const device = await pairedDevice();
  const keyed = world.connect(device.auth());
  await device.prove(keyed);
  const licensed = world.connect(agentAuth("till9"));
  await connected(licensed);
  for (const [socket, installation] of [
    [keyed, "install1"],
    [licensed, "boot1"],
  ] as const)
    await socket.emitWithAck(agentEvents.hello, helloOf(installation));
  const { agents } = AgentList.parse(
    await (await world.call("/v1/agents", { headers: anna })).json(),
  );
  const { deviceId } = device.paired!;
  expect(agents.find((agent) => agent.deviceId === deviceId)).toMatchObject({
    branchId: "north",
    name: "Till 2",
    credential: "device-key",
    connected: true,
    gateway: "gw-test",
  });
  expect(agents.find((agent) => agent.deviceId === "till9")).toMatchObject({
    credential: "licence",
    connected: true,
  });
  expect(agents.every(({ branchId }) => branchId === "north")).toBe(true);
});

test("who tries codes is sent away after ten, and the right code does not help then", async () => {
  const statuses = [];
  const tries = (address: string, code: string) =>
    world.post("/v1/devices/pair", new TestDevice().request(code), { "x-forwarded-for": address });
  for (let n = 0; n < 10; n++) statuses.push((await tries("203.0.113.9", "0000-0000")).status);
  expect(statuses).toEqual(Array.from({ length: 10 }, () => 404));
  const code = await codeFor(world, owner);
  const late = await tries("203.0.113.9", code);
  expect(late.status).toBe(429);
  expect(Number(late.headers.get("retry-after"))).toBeGreaterThan(500);
  expect(await codeOf(late)).toBe("too-many-attempts");
  expect((await tries("203.0.113.10", code)).status).toBe(201);
});

test("while the database is away devices come in by its last word, and new ones wait", async () => {
  const [device, revoked] = [await pairedDevice(), await pairedDevice()];
  await revoke(revoked);
  const code = await codeFor(world, owner);
  await world.database.stop();
  expect(await device.prove(world.connect(device.auth()))).toMatchObject({ ok: true });
  expect((await refusalOf(world.connect(revoked.auth()))).message).toBe("unauthenticated");
  const response = await world.post("/v1/devices/pair", new TestDevice().request(code));
  expect([response.status, await codeOf(response)]).toEqual([503, "read-model-unavailable"]);
  expect(response.headers.get("retry-after")).toBe("1");
});
