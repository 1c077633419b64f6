import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { brokerUsers } from "@printermaster/contracts";
import { natsUsers } from "../src/nats/users.ts";
import { AgentConfig, LicenceConfig } from "../../agent/src/config.ts";
import { VirtualPrinterConfig } from "../../agent/src/virtual-printer/config.ts";
import { DemoAccounts } from "../../gateway/src/accounts/adapters/demo-accounts.ts";
import { GatewayConfig, SeedConfig } from "../../gateway/src/config.ts";
import { MigrateConfig, OrchestratorConfig } from "../../print-orchestrator/src/config.ts";

// Bugs here would show only on a machine with Docker: a container that ends at once because a variable is missing,
// two gateways of one name, an agent whose licence was never sold, a secret with a default.

const rowsOf = (page: string) => page.split("\n").filter((row) => row.startsWith("| `"));
const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const Env = z.record(z.string(), z.coerce.string());
const Service = z.object({
  image: z.string(),
  build: z.object({ dockerfile: z.string(), target: z.string() }).optional(),
  environment: Env.default({}),
  command: z.array(z.string()).optional(),
  healthcheck: z.object({ disable: z.boolean().optional() }).loose().optional(),
  cap_drop: z.array(z.string()),
  security_opt: z.array(z.string()),
  read_only: z.boolean().optional(),
  networks: z.array(z.string()).optional(),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
});
const Compose = z.object({
  services: z.record(z.string(), Service),
  configs: z.object({ demo: z.object({ content: z.string() }) }),
});

const text = read("docker-compose.yml");
const dotEnv = Object.fromEntries(
  [...read(".env.example").matchAll(/^([A-Z_]+)=/gm)].map(([, name = ""]) => [
    name,
    `value-of-${name.toLowerCase()}-in-the-dotenv`,
  ]),
);
const interpolated = text.replaceAll(
  /\$\{([A-Z_]+):([-?])([^}]*)\}/g,
  (_, name: string, kind: string, rest: string) =>
    kind === "-" ? rest : (dotEnv[name] ?? `${name} is not in .env.example`),
);
const { services, configs } = Compose.parse(parse(interpolated, { merge: true }));
const dockerfile = read("infra/docker/Dockerfile");
const all = Object.entries(services);
const ours = all.filter(([, { build }]) => build !== undefined);
const envOf = (name: string) => services[name]?.environment ?? {};

describe("every service of ours is told what it needs", () => {
  test.each([
    ["migrate", MigrateConfig],
    ["seed", SeedConfig],
    ["gateway-1", GatewayConfig],
    ["gateway-2", GatewayConfig],
    ["orchestrator-1", OrchestratorConfig],
    ["orchestrator-2", OrchestratorConfig],
    ["demo-agent", AgentConfig],
    ["demo-printer", VirtualPrinterConfig],
  ] as const)("%s can read its configuration", (name, schema) => {
    expect(schema.safeParse(envOf(name)).error?.issues ?? []).toEqual([]);
  });

  test("no service of ours is left out above", () => {
    const named = ours.map(([name]) => name).toSorted();
    const checked =
      "demo-agent demo-printer gateway-1 gateway-2 migrate orchestrator-1 orchestrator-2 seed";
    expect(named).toEqual(checked.split(" "));
  });

  test("no two processes have the same instance name", () => {
    const instances = ours.flatMap(([, { environment }]) => environment["PM_INSTANCE"] ?? []);
    expect(new Set(instances).size).toBe(instances.length);
  });

  test("streams have a replica on each node", () => {
    const nodes = all.filter(([, { image }]) => image.startsWith("nats:")).map(([name]) => name);
    for (const name of ["migrate", "orchestrator-1", "orchestrator-2"])
      expect(envOf(name)["PM_STREAM_REPLICAS"]).toBe(String(nodes.length));
    for (const node of nodes) {
      const { environment, command = [] } = services[node]!;
      expect(environment["NATS_NAME"]).toBe(node);
      const routes =
        command
          .at(-1)
          ?.split(",")
          .map((url) => new URL(url)) ?? [];
      expect(routes.map(({ hostname }) => hostname)).toEqual(nodes);
      for (const { password } of routes)
        expect(environment["PM_NATS_ROUTES"]).toBe(JSON.stringify(password));
      expect(envOf("gateway-1")["NATS_URL"]).toMatch(RegExp(`[/@]${node}:4222`));
    }
  });

  test.each([
    ["gateway-1", "gateway"],
    ["gateway-2", "gateway"],
    ["orchestrator-1", "orchestrator"],
    ["orchestrator-2", "orchestrator"],
    ["migrate", "migrate"],
  ] as const)("%s signs in to the broker as %s, with its password", (name, user) => {
    const { username, password } = new URL(envOf(name)["NATS_URL"]?.split(",")[0] ?? "");
    expect(username).toBe(user);
    for (const node of ["nats-1", "nats-2", "nats-3"])
      expect(envOf(node)[`PM_NATS_${user.toUpperCase()}`]).toBe(JSON.stringify(password));
  });

  test("the broker's users are those of contracts, as nats-server reads them", () => {
    const users = natsUsers((user) => `$PM_NATS_${user.toUpperCase()}`);
    const [, ...lines] = read("infra/docker/nats-users.conf").split("\n");
    expect(lines.join("\n")).toBe(users);
  });

  test("the page of the broker's users tells what each may", () => {
    const rows = Object.entries(brokerUsers).map(([name, { who, publishes, subscribes }]) => {
      const [says, hears] = [publishes, subscribes].map((all) => all.map((one) => `\`${one}\``));
      return `| \`${name}\` | ${who} | ${says!.join(" ")} | ${hears!.join(" ")} |`;
    });
    expect(rowsOf(read("docs/broker-users.md"))).toEqual(rows);
  });
});

describe("the demo", () => {
  const agentOf = () => AgentConfig.parse(envOf("demo-agent"));

  test("has a licence for its agent's branch", () => {
    const demo = DemoAccounts.parse(JSON.parse(configs.demo.content));
    const agent = LicenceConfig.parse(envOf("demo-agent"));
    expect(agent.PM_COMPANY).toBe(demo.company.id);
    expect(demo.branches.map(({ id }) => id)).toContain(agent.PM_BRANCH);
    expect(demo.licences).toContainEqual(
      expect.objectContaining({ key: agent.PM_LICENSE_KEY, branchId: agent.PM_BRANCH }),
    );
  });

  test("lets the agent print where the virtual printer listens", () => {
    const printer = envOf("demo-printer");
    expect(printer["HOST"]).toBe("0.0.0.0");
    expect(agentOf().PM_PRINTERS).toMatchObject([
      {
        id: printer["PM_PRINTER_ID"],
        host: "demo-printer",
        port: Number(printer["PM_PRINTER_PORT"]),
      },
    ]);
  });
});

describe("containers", () => {
  test.each(all)("%s has an image pinned by tag", (_, { image }) => {
    expect(image).toMatch(/^[a-z/-]+:\d+\.\d+[a-z0-9.-]*$/);
  });

  test("every stage starts from one pinned image or from another stage", () => {
    const stages = [...dockerfile.matchAll(/^FROM (\S+) AS (\S+)$/gm)];
    const names = stages.map(([, , name]) => name);
    const foreign = stages.map(([, base]) => base ?? "").filter((base) => !names.includes(base));
    expect(foreign).toEqual([expect.stringMatching(/^node:24\.\d+\.\d+-[a-z]+-slim$/)]);
  });

  test("every workspace's manifest is there for npm ci", () => {
    const root = z.object({ workspaces: z.array(z.string()) });
    for (const folder of root.parse(JSON.parse(read("package.json"))).workspaces)
      expect(dockerfile).toContain(`\nCOPY ${folder}/package.json ${folder}/\n`);
  });

  test.each(ours)("%s is built from a target with a health check and an own user", (_, service) => {
    const { build, healthcheck, command } = service;
    const target = dockerfile
      .split(/^FROM /m)
      .find((stage) => stage.includes(` AS ${build?.target}\n`));
    expect(target).toMatch(/^service AS /);
    expect(target).toContain("\nUSER node\n");
    expect(target).toContain("PM_READY_URL=");
    const endsByItself = /\/(migrate|seed)\.js$/.test(command?.[0] ?? "");
    expect(healthcheck?.disable ?? false).toBe(endsByItself);
  });

  test("the images' health check asks the address that the target names", () => {
    const base = dockerfile
      .split(/^FROM /m)
      .find((stage) => stage.startsWith("manifests AS service\n"));
    expect(base).toMatch(/^HEALTHCHECK [^]*fetch\(process\.env\.PM_READY_URL\)/m);
  });

  test.each(all)("%s has no capabilities to spare and gains none", (name, service) => {
    expect(service.cap_drop).toEqual(["ALL"]);
    expect(service.security_opt).toEqual(["no-new-privileges:true"]);
    if (name !== "postgres" && name !== "seed") expect(service.read_only).toBe(true);
  });

  test("only the balancer can be reached from other machines", () => {
    const open = all.filter(([, { ports }]) =>
      ports.some((port) => !port.startsWith("127.0.0.1:")),
    );
    expect(open.map(([name]) => name)).toEqual(["balancer"]);
  });

  test("the broker and the database are on the inner network alone", () => {
    for (const name of ["nats-1", "nats-2", "nats-3", "postgres"])
      expect(services[name]?.networks).toEqual(["core"]);
  });

  test("every mounted file of ours exists", () => {
    const files = all.flatMap(([, { volumes }]) => volumes).filter((one) => one.startsWith("./"));
    for (const file of files) expect(read(file.split(":")[0] ?? "")).not.toBe("");
  });
});

test("every secret comes from .env, without a default", () => {
  const secrets = [...text.matchAll(/\$\{([A-Z_]*(?:SECRET|PASSWORD|NATS|KEY)[A-Z_]*)([^}]*)\}/g)];
  expect(new Set(secrets.map(([, name]) => name))).toEqual(new Set(Object.keys(dotEnv)));
  for (const [, , rest] of secrets) expect(rest).toMatch(/^:\?/);
});

test("the balancer knows every gateway by its service's name and ties no client to one", () => {
  const config = read("infra/docker/balancer.cfg");
  const servers = [...config.matchAll(/^ +server (\S+) (\S+)$/gm)].map(([, , address]) => address);
  const gateways = ours.filter(([name]) => name.startsWith("gateway-"));
  expect(servers).toEqual(
    gateways.map(([name, { environment }]) => `${name}:${environment["PORT"]}`),
  );
  expect(config).toContain("balance roundrobin");
  expect(config).not.toMatch(/^\s*(cookie|stick|appsession|balance source|balance leastconn)/m);
});

describe("the collector", () => {
  const Pipeline = z.object({
    receivers: z.array(z.string()),
    processors: z.array(z.string()),
    exporters: z.array(z.string()),
  });
  const Collector = z.object({
    service: z.object({ pipelines: z.object({ traces: Pipeline }) }),
    exporters: z.record(z.string(), z.object({ endpoint: z.string(), sending_queue: z.unknown() })),
  });
  const { service, exporters } = Collector.parse(parse(read("otel-collector.yaml")));
  const { traces } = service.pipelines;

  test("limits its memory before anything else", () => {
    expect(traces.processors[0]).toBe("memory_limiter");
  });

  test("batches where a refusal is noticed, in the exporter's queue", () => {
    expect(traces.processors.filter((one) => one.startsWith("batch"))).toEqual([]);
    for (const name of traces.exporters)
      expect(exporters[name]?.sending_queue).toHaveProperty("batch");
  });

  test("its file names the components of the version that runs", () => {
    const version = /^otel\/opentelemetry-collector-contrib:(\d+\.\d+)\.\d+$/.exec(
      services["otel-collector"]?.image ?? "",
    );
    expect(read("otel-collector.yaml")).toContain(`collector ${version?.[1]}.`);
  });
});
