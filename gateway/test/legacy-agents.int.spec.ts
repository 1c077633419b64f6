/** A bug here would look like: an old agent that prints, and a core that never hears of it. */
import {
  accepted,
  RegisterAgent,
  subjects,
  type AgentVerb,
  type OlderTest,
} from "@printermaster/contracts";
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AT, COMPANY } from "./world/job-state.ts";
import { agentAuth, connected, next, startWorld, type World } from "./world/world.ts";

let world: World;

beforeAll(async () => {
  world = await startWorld();
  world.broker.on("hello", ({ body }) =>
    accepted({ session: RegisterAgent.parse(body).session, serverTime: AT, drop: [] }),
  );
  world.broker.on("bye", () => accepted({}));
  world.broker.on("printers", () => accepted({}));
  world.broker.on("report", () => accepted({ recorded: true }));
});
afterAll(() => world.stop());

const IN_AN_HOUR = new Date(Date.now() + 3_600_000).toISOString();
const claims = (agentId: string) =>
  world.broker
    .heardOf("hello")
    .map(({ body }) => RegisterAgent.parse(body))
    .filter((claim) => claim.agentId === agentId);

async function olderAgent(deviceId: string, agentId: string) {
  const auth = { ...agentAuth(), deviceId, branchId: "NORTH", instanceId: "Inst-4711" };
  const socket = world.connect(auth);
  await connected(socket);
  const welcome = next(socket, "desktop:connected");
  const printer = { id: "POS-80C", name: "POS-80C", status: "online", connectionType: "usb" };
  socket.emit("printer:discovered", { printers: [printer] });
  expect(await welcome).toMatchObject({ deviceId: agentId, branchId: "north", connected: true });
  return { socket, claim: claims(agentId)[0]! };
}

const request = async (agentId: string, verb: AgentVerb, body: object) => {
  const subject = subjects.agent(COMPANY, "north", agentId, verb);
  return (
    await world.broker.nats.request(subject, JSON.stringify(body), { timeout: 10_000 })
  ).json();
};

const testPage = (session: string, jobId: string) => ({
  session,
  jobId,
  attempt: 1,
  printerId: "pos80c",
  class: "test",
  document: {
    kind: "test-page",
    printerId: "pos80c",
    printerName: "POS-80C",
    branchName: "North",
    companyName: "Acme",
    correlationId: `corr-${jobId}`,
    requestedBy: "Olga",
    requestedAt: AT,
  },
  correlationId: `corr-${jobId}`,
  expiresAt: IN_AN_HOUR,
});

const reported = (jobId: string) =>
  expect
    .poll(() => world.broker.heardOf("report").map(({ body }) => body), { timeout: 10_000 })
    .toContainEqual(expect.objectContaining({ jobId, outcome: expect.anything() }));

const answerPlainly = (socket: Socket) =>
  socket.on("printer:test", ({ printerId }: OlderTest) => {
    socket.emit("printer:test:ack", { printerId });
    socket.emit("printer:test:result", { printerId, success: true, message: "printed" });
  });

test("an older agent is claimed on its behalf, with ids as they are written today", async () => {
  const { claim } = await olderAgent("DESKTOP-ABC123", "desktopabc123");
  expect(claim).toMatchObject({
    installationId: "inst4711",
    appVersion: "1.0.0",
    openWork: [],
    printers: [{ printerId: "pos80c", name: "POS-80C", kind: "device", state: "idle" }],
  });
});

test("its plain answer without a correlation id completes the test", async () => {
  const { socket, claim } = await olderAgent("DESKTOP-2", "desktop2");
  const told = next(socket, "printer:test");
  answerPlainly(socket);
  const taken = await request("desktop2", "job", testPage(claim.session, "job1"));
  expect(taken).toEqual(accepted({ state: "printing" }));
  expect(await told).toMatchObject({ printerId: "POS-80C", correlationId: "corr-job1" });
  await reported("job1");
  const known = await request("desktop2", "query", { session: claim.session, jobId: "job1" });
  expect(known).toMatchObject({ value: { known: true, outcome: { proof: "told" } } });
});

test("a second test of a printer that has not answered is refused as ambiguous, and reported", async () => {
  const { claim } = await olderAgent("DESKTOP-3", "desktop3");
  await request("desktop3", "job", testPage(claim.session, "first"));
  const second = await request("desktop3", "job", testPage(claim.session, "second"));
  expect(second).toMatchObject({ value: { state: "finished", outcome: { code: "ambiguous" } } });
  await reported("second");
});

test("an agent that goes says goodbye, and comes back with another spool", async () => {
  const { socket, claim } = await olderAgent("DESKTOP-4", "desktop4");
  socket.disconnect();
  await expect
    .poll(() => world.broker.heardOf("bye").map(({ body }) => body))
    .toContainEqual({ agentId: "desktop4", session: claim.session });
  await olderAgent("DESKTOP-4", "desktop4");
  const spools = claims("desktop4").map(({ spoolId }) => spoolId);
  expect(new Set(spools).size).toBe(2);
});

test("how it is can be asked for, and what it does not say is not known", async () => {
  const { socket } = await olderAgent("DESKTOP-5", "desktop5");
  const health = { deviceId: "DESKTOP-5", uptime: 3600, cpu: 12.5 };
  expect(await socket.emitWithAck("desktop:health", health)).toEqual(accepted({}));
  const authorization = `Bearer ${await world.tokenOf("owner@acme.test")}`;
  const answer = await world.call("/printing/desktop-health/desktop5", {
    headers: { authorization },
  });
  expect(await answer.json()).toMatchObject({ uptime: 3600, cpu: 12.5, memory: null });
});
