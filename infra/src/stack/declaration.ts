import { join } from "node:path";
import { type BrokerUserName } from "@printermaster/contracts";
import { LEAN_HEAP } from "../lean-heap.ts";
import { ownProgram } from "../paths.ts";
import { httpAnswers, portAccepts } from "../supervisor/probes.ts";
import { type ProcessSpec } from "../supervisor/spec.ts";
import { type Plan, type PlannedAgent, type PlannedPrinter } from "./plan.ts";

export type Facts = {
  plan: Plan;
  dataDir: string;
  demoFile: string;
  /** What every one of our processes is told. */
  env: Record<string, string>;
  /** What besides those are told that are not in a branch; each signs in to the broker as itself. */
  cloud: (user: BrokerUserName) => Record<string, string>;
};

const local = (port: number, path = ""): string => `http://127.0.0.1:${port}${path}`;

/** Our own processes, in tiers: each tier starts when the one before is ready. */
export const declaration = (facts: Facts): ProcessSpec[][] => [
  [migrate(facts), seed(facts)],
  [
    ...facts.plan.orchestrators.map((one) => orchestrator(facts, one)),
    ...facts.plan.gateways.map((one) => gateway(facts, one)),
    ...facts.plan.agents.flatMap(({ printers }) =>
      printers.map((printer) => virtualPrinter(facts, printer)),
    ),
    ...balancer(facts.plan),
  ],
  ...inGroups(facts.plan.agents.map((one) => agent(facts, one))),
];

const migrate = (facts: Facts): ProcessSpec =>
  service(facts, "migrate", "print-orchestrator/dist/migrate.js", facts.cloud("migrate"), "ends");

const seed = (facts: Facts): ProcessSpec => {
  const settings = { ...facts.cloud("gateway"), PM_DEMO_FILE: facts.demoFile };
  return service(facts, "seed", "gateway/dist/seed.js", settings, "ends");
};

function orchestrator(
  facts: Facts,
  { name, healthPort }: { name: string; healthPort: number },
): ProcessSpec {
  const settings = { ...facts.cloud("orchestrator"), PM_HEALTH_PORT: healthPort };
  const url = local(healthPort, "/readyz");
  return service(facts, name, "print-orchestrator/dist/main.js", settings, url);
}

/** A hundred that start at once starve each other until all are given up. */
const AGENTS_AT_ONCE = 10;

const inGroups = (agents: readonly ProcessSpec[]): ProcessSpec[][] =>
  Array.from({ length: Math.ceil(agents.length / AGENTS_AT_ONCE) }, (_, group) =>
    agents.slice(group * AGENTS_AT_ONCE, (group + 1) * AGENTS_AT_ONCE),
  );

function balancer({ httpPort, gateways }: Plan): ProcessSpec[] {
  if (gateways.length === 1) return [];
  const urls = gateways.map(({ port }) => local(port)).join(",");
  const env = { PORT: String(httpPort), PM_GATEWAY_URLS: urls };
  const ready = () => portAccepts(httpPort);
  return [
    { name: "balancer", command: process.execPath, args: [ownProgram("balancer")], env, ready },
  ];
}

/** One alone has nobody to hand its clients over to. */
const HAND_OVER_MS = 4_000;

function gateway(facts: Facts, { name, port }: { name: string; port: number }): ProcessSpec {
  const alone = facts.plan.gateways.length === 1;
  const handOverMs = Number(facts.env["PM_DRAIN_MS"] ?? (alone ? 0 : HAND_OVER_MS));
  const settings = { ...facts.cloud("gateway"), PORT: port, PM_DRAIN_MS: handOverMs };
  const url = local(port, "/readyz");
  return { ...service(facts, name, "gateway/dist/main.js", settings, url), handOverMs };
}

function virtualPrinter(
  facts: Facts,
  { id, name, tcpPort, httpPort }: PlannedPrinter,
): ProcessSpec {
  const settings = {
    PM_PRINTER_ID: id,
    PM_PRINTER_NAME: name,
    PM_PRINTER_PORT: tcpPort,
    PM_HTTP_PORT: httpPort,
    PM_DATA_DIR: join(facts.dataDir, "printers", id),
  };
  const process = id.replace(/^printer/, "printer-");
  return service(
    facts,
    process,
    "agent/dist/virtual-printer/main.js",
    settings,
    local(httpPort, "/health"),
  );
}

function agent(
  facts: Facts,
  { id, branchId, licenceKey, healthPort, printers }: PlannedAgent,
): ProcessSpec {
  const attached = printers.map((printer) => ({
    id: printer.id,
    name: printer.name,
    kind: "tcp",
    host: "127.0.0.1",
    port: printer.tcpPort,
    columns: 48,
  }));
  const settings = {
    PM_GATEWAY_URLS: local(facts.plan.httpPort),
    PM_COMPANY: facts.plan.demo.company.id,
    PM_BRANCH: branchId,
    PM_DEVICE_ID: id,
    PM_LICENSE_KEY: licenceKey,
    PM_DATA_DIR: join(facts.dataDir, "agents", id),
    PM_HEALTH_PORT: healthPort,
    PM_PRINTERS: JSON.stringify(attached),
  };
  const name = id.replace(/^agent/, "agent-");
  const spec = service(facts, name, "agent/dist/main.js", settings, local(healthPort, "/readyz"));
  return { ...spec, args: [LEAN_HEAP, ...spec.args] };
}

function service(
  { env }: Facts,
  name: string,
  program: string,
  settings: Record<string, string | number>,
  readyUrl: string,
): ProcessSpec {
  const own = Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key, String(value)]),
  );
  return {
    name,
    command: process.execPath,
    args: ["--enable-source-maps", program],
    env: { ...env, PM_INSTANCE: name, ...own },
    ready: readyUrl === "ends" ? "ends" : () => httpAnswers(readyUrl),
  };
}
