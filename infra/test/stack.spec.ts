import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readArguments } from "../src/cli/arguments.ts";
import { claimDataFolder, emptyDataFolder } from "../src/stack/data-folder.ts";
import { declaration } from "../src/stack/declaration.ts";
import { demoAgents, demoCompany } from "../src/stack/demo.ts";
import { makePlan } from "../src/stack/plan.ts";

let dataDir: string;
beforeEach(() => (dataDir = mkdtempSync(join(tmpdir(), "pm-data-"))));
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

test("agents take turns among the branches, and the first has two printers", () => {
  const agents = demoAgents(
    3,
    demoCompany(3, (name) => `key-${name}`),
  );
  expect(agents.map(({ branchId, licenceKey }) => [branchId, licenceKey])).toEqual([
    ["oldtown", "key-licence-oldtown"],
    ["harbour", "key-licence-harbour"],
    ["oldtown", "key-licence-oldtown"],
  ]);
  expect(agents.flatMap(({ printers }) => printers)).toEqual([
    { id: "printer1", name: "Kitchen 1" },
    { id: "printer2", name: "Counter 1" },
    { id: "printer3", name: "Kitchen 2" },
    { id: "printer4", name: "Kitchen 3" },
  ]);
});

test("a stack declares its processes in the order they need each other, with no port twice", async () => {
  const options = { gateways: 2, orchestrators: 2, agents: 2, dataDir, ports: { http: 0 } };
  const plan = await makePlan(options, () => "key");
  const tiers = declaration({
    plan,
    dataDir,
    demoFile: "demo.json",
    env: { LOG_LEVEL: "warn" },
    cloud: (user) => ({ NATS_URL: `nats://${user}@x` }),
  });
  expect(tiers.map((tier) => tier.map(({ name }) => name))).toEqual([
    ["migrate", "seed"],
    ["orchestrator-1", "orchestrator-2", "gateway-1", "gateway-2"].concat(
      ["printer-1", "printer-2", "printer-3"],
      ["balancer"],
    ),
    ["agent-1", "agent-2"],
  ]);
  const brokerOf = Object.fromEntries(
    tiers.flat().map(({ name, env }) => [name.replace(/-\d$/, ""), env["NATS_URL"]]),
  );
  expect(brokerOf).toEqual({
    migrate: "nats://migrate@x",
    seed: "nats://gateway@x",
    orchestrator: "nats://orchestrator@x",
    gateway: "nats://gateway@x",
    // Who is in a branch, or stands before the door, knows nothing of the broker.
    printer: undefined,
    balancer: undefined,
    agent: undefined,
  });
  const agent = tiers.at(-1)?.[0]?.env;
  expect(agent).toMatchObject({
    PM_GATEWAY_URLS: `http://127.0.0.1:${plan.httpPort}`,
    PM_BRANCH: "oldtown",
  });
  expect(JSON.parse(agent?.["PM_PRINTERS"] ?? "")).toHaveLength(2);
  const ports = [
    plan.httpPort,
    plan.natsPort,
    plan.postgresPort,
    ...plan.gateways.map(({ port }) => port),
  ];
  expect(new Set(ports).size).toBe(ports.length);
});

test("a data folder has one launcher at a time", () => {
  const release = claimDataFolder(dataDir);
  expect(() => claimDataFolder(dataDir)).toThrow(`in use by another start (pid ${process.pid})`);
  release();
  claimDataFolder(dataDir)();
});

test("the claim of a launcher that is gone is taken over, also if its number lives on in another process", () => {
  writeFileSync(join(dataDir, "launcher.pid"), `${process.pid} 1`);
  claimDataFolder(dataDir)();
  writeFileSync(join(dataDir, "launcher.pid"), "");
  claimDataFolder(dataDir)();
});

test("a fresh start deletes what we made and nothing else", () => {
  writeFileSync(join(dataDir, "demo.json"), "{}");
  writeFileSync(join(dataDir, "letter.txt"), "dear");
  emptyDataFolder(dataDir);
  expect(existsSync(join(dataDir, "demo.json"))).toBe(false);
  expect(existsSync(join(dataDir, "letter.txt"))).toBe(true);
});

test("the command line is read, or refused in words", () => {
  expect(readArguments(["--gateways", "3", "--fresh"])).toMatchObject({
    gateways: 3,
    orchestrators: 1,
    fresh: true,
  });
  expect(() => readArguments(["--gatways", "3"])).toThrow("--gatways");
  expect(() => readArguments(["--agents", "many"])).toThrow(
    "--agents must be a whole number from 0 to 50, not 'many'",
  );
  expect(() => readArguments(["start"])).toThrow("start");
});

test("a gateway that is alone stands at the door itself", async () => {
  const options = { gateways: 1, orchestrators: 1, agents: 1, dataDir, ports: { http: 0 } };
  const plan = await makePlan(options, () => "key");
  const tiers = declaration({ plan, dataDir, demoFile: "demo.json", env: {}, cloud: () => ({}) });
  const [gateway] = tiers.flat().filter(({ name }) => name.startsWith("gateway"));
  expect(gateway?.env).toMatchObject({ PORT: String(plan.httpPort) });
  expect(tiers.flat().map(({ name }) => name)).not.toContain("balancer");
});
