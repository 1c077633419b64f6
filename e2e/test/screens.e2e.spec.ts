/** A bug here would look like: a screen that misses, doubles or reorders what is stored, or an agent away for long, when gateways go. */
import type { Stack } from "@printermaster/infra";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { natsOptions } from "@printermaster/runtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client } from "../src/client.ts";
import { freshStack } from "../src/fresh-stack.ts";
import { LightAgent } from "../src/light-agent.ts";
import { allTickets, ticketsWith } from "../src/paper.ts";
import { until } from "../src/patience.ts";
import { LOGS, Screen, type Log } from "../src/screen.ts";
import { lastOf, storedSequences } from "../src/stored-sequences.ts";
import { StreamOfFacts } from "../src/stream-of-facts.ts";

const SCREENS = 300;
const WAYS = [["websocket"], ["polling", "websocket"], ["polling"]];
const AGENTS = 36;
const GATEWAYS = ["gateway-1", "gateway-2", "gateway-3"];
const KILLS = 10;
const LONG = { timeout: 300_000 };
const SETTLED_MS = 60_000;

let stack: Stack;
let nats: NatsConnection;
let client: Client;
const screens: Screen[] = [];
const agents: LightAgent[] = [];

beforeAll(async () => {
  const env = {
    // Nobody moves by himself here: whom a stop does not wait for is closed.
    PM_DRAIN_MS: "3000",
    // They all come from one address.
    PM_RELAY_POLLS_PER_ADDRESS: "10000",
    PM_RELAY_TUNNELS_PER_ADDRESS: "10000",
  };
  stack = await freshStack({ gateways: 3, orchestrators: 1, agents: 3, seats: AGENTS, env });
  nats = await connect(natsOptions(stack.natsUrl, "test"));
  client = await Client.logIn(stack);
}, 120_000);

afterAll(async () => {
  screens.forEach((screen) => screen.close());
  agents.forEach((agent) => agent.close());
  await nats?.close();
  await stack?.stop();
});

function lightAgent(n: number): LightAgent {
  const { company, licences } = stack.demo;
  const { key: licenseKey, branchId } = licences[n % licences.length]!;
  const deviceId = `light${n}`;
  const about = { deviceId, companyId: company.id, branchId, licenseKey, instanceId: deviceId };
  const ways = n % 4 === 3 ? ["polling"] : ["websocket"];
  return new LightAgent(stack.url, { userRole: "desktop_app", appVersion: "1", ...about }, ways);
}

const isReady = (name: string) =>
  stack.processes().some((one) => one.name === name && one.state === "ready");
const settled = () =>
  until(
    "all gateways, screens and agents",
    () =>
      GATEWAYS.every(isReady) &&
      screens.every(({ ready }) => ready) &&
      agents.every(({ greeted }) => greeted),
    SETTLED_MS,
  );

async function killOneAfterTheOther(eachKilled: (killedAt: number) => void): Promise<void> {
  for (let kill = 0; kill < KILLS; kill++) {
    const killedAt = performance.now();
    const name = GATEWAYS[kill % 3]!;
    await stack.kill(name, "SIGKILL");
    await until("news of the kill", () => !isReady(name));
    await settled();
    eachKilled(killedAt);
  }
}

async function everyPrintIsOnPaperOnce({ prints }: StreamOfFacts): Promise<void> {
  const tickets = await allTickets(stack);
  const odd = [...prints.values()].filter((text) => ticketsWith(tickets, text).length !== 1);
  expect(prints.size).toBeGreaterThan(5);
  expect(odd).toEqual([]);
}

/** In the order of each log, each once, to every screen. */
async function everybodyWasToldAll(): Promise<void> {
  const stored = await storedSequences(nats);
  for (const { told, since, required } of screens) {
    const awaited = (log: Log) => stored[log].filter((sequence) => sequence > since[log]);
    for (const log of LOGS)
      await until(
        `the last of the ${log}`,
        () => told[log].length >= awaited(log).length || required.length > 0,
      ).catch(() => {}); // what was told instead says more
    expect(required).toEqual([]);
    for (const log of LOGS) expect(told[log]).toEqual(awaited(log));
  }
}

const recoveries = () => screens.reduce((sum, { recovered }) => sum + recovered, 0);

describe("three dozen agents", () => {
  test(
    "whose gateways are killed are back elsewhere within two seconds, and print everything once",
    LONG,
    async () => {
      for (let n = 0; n < AGENTS; n++) agents.push(lightAgent(n));
      await settled();
      const stream = new StreamOfFacts(stack, client, "agents", 200);
      const backMs: number[] = [];
      await killOneAfterTheOther((killedAt) => {
        for (const { returns } of agents)
          for (const { lostAt, backAt = Infinity } of returns)
            if (lostAt >= killedAt) backMs.push(backAt - killedAt);
      });
      await stream.end();
      backMs.sort((a, b) => a - b);
      const p99 = backMs[Math.ceil(backMs.length * 0.99) - 1]!;
      console.info("agents back", { count: backMs.length, p50: backMs[backMs.length >> 1], p99 });
      await everyPrintIsOnPaperOnce(stream);
      expect(backMs.length).toBeGreaterThan(AGENTS);
      expect(p99).toBeLessThanOrEqual(2000);
    },
  );
});

describe("three hundred clients, by WebSocket, by polling, and from one to the other", () => {
  beforeAll(async () => {
    const since = lastOf(await storedSequences(nats));
    for (let n = 0; n < SCREENS; n++)
      screens.push(new Screen(stack.url, client.token, WAYS[n % WAYS.length]!, since));
    await settled();
  }, 120_000);

  test("are answered in order, join rooms, and are refused bytes without losing their connection", async () => {
    const branchId = stack.demo.branches[0]!.id;
    await until("the upgrades", () =>
      screens.every(({ transport }, n) => transport === WAYS[n % WAYS.length]!.at(-1)),
    );
    await Promise.all(
      screens.map(async ({ sockets }) => {
        const ids = sockets.map(({ id }) => id);
        for (const socket of sockets) {
          const patient = socket.timeout(20_000);
          const joined: unknown = await patient.emitWithAck("join:branch", { branchId });
          expect(joined).toMatchObject({ ok: true });
          const refused: unknown = await patient.emitWithAck("join:branch", Buffer.alloc(20_000));
          expect(refused).toMatchObject({ ok: false, error: { code: "invalid-payload" } });
          const answered: number[] = [];
          const burst = Array.from({ length: 20 }, async (_, n) => {
            await patient.emitWithAck("join:branch", { branchId });
            answered.push(n);
          });
          await Promise.all(burst);
          expect(answered).toEqual(answered.toSorted((a, b) => a - b));
          expect(answered).toHaveLength(20);
        }
        expect(sockets.map(({ id }) => id)).toEqual(ids);
      }),
    );
  });

  test("whose gateways are killed one after another are told everything once", LONG, async () => {
    const stream = new StreamOfFacts(stack, client, "killed", 200);
    await killOneAfterTheOther(() => {});
    await stream.end();
    await everybodyWasToldAll();
    expect(recoveries()).toBeGreaterThan(SCREENS);
    await everyPrintIsOnPaperOnce(stream);
  });

  test("whose gateways are stopped one after another are told everything once", LONG, async () => {
    const before = recoveries();
    const stream = new StreamOfFacts(stack, client, "stopped", 200);
    for (const name of GATEWAYS) {
      await stack.restart(name);
      await settled();
    }
    await stream.end();
    await everybodyWasToldAll();
    expect(recoveries() - before).toBeGreaterThan(SCREENS / 2);
    await everyPrintIsOnPaperOnce(stream);
  });
});
