import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { repoRoot } from "./paths.ts";
import { secret } from "./secrets.ts";
import { claimDataFolder, emptyDataFolder } from "./stack/data-folder.ts";
import { declaration, type Facts } from "./stack/declaration.ts";
import { type Demo } from "./stack/demo.ts";
import { type StackOptions } from "./stack/options.ts";
import { makePlan, type Plan } from "./stack/plan.ts";
import { natsServer, postgresServer, type Broker } from "./stack/servers.ts";
import { type ProcessReport } from "./supervisor/spec.ts";
import { leftoversGone } from "./supervisor/recorded.ts";
import { Supervisor } from "./supervisor/supervisor.ts";

export type { StackOptions } from "./stack/options.ts";

export type StackPrinter = {
  id: string;
  name: string;
  branchId: string;
  tcpPort: number;
  httpUrl: string;
};

export type Stack = {
  /** The balancer's address. */
  url: string;
  gatewayUrls: string[];
  /** Its operator's, who may do everything. */
  natsUrl: string;
  databaseUrl: string;
  printers: StackPrinter[];
  demo: Demo;
  processes(): ProcessReport[];
  kill(name: string, signal: NodeJS.Signals): Promise<void>;
  /** Ends a process, which stays away until `restart`. */
  halt(name: string): Promise<void>;
  restart(name: string): Promise<void>;
  logFile(name: string): string;
  stop(): Promise<void>;
};

/** Starts the whole product as real processes. If something does not come up, everything is ended again. */
export async function startStack(given: StackOptions): Promise<Stack> {
  const options = { ...given, dataDir: resolve(given.dataDir) };
  const { dataDir, signal, onState } = options;
  const release = claimDataFolder(dataDir);
  try {
    await leftoversGone(dataDir);
    if (options.fresh) emptyDataFolder(dataDir);
    const supervisor = new Supervisor({ dataDir, cwd: repoRoot, ...(onState && { onState }) });
    const stop = async (): Promise<void> => {
      await supervisor.stop();
      release();
    };
    signal?.addEventListener("abort", () => void supervisor.stop());
    try {
      return { ...(await bringUp(options, supervisor)), stop };
    } catch (error) {
      await stop();
      throw error;
    }
  } catch (error) {
    release();
    throw error;
  }
}

async function bringUp(
  options: StackOptions,
  supervisor: Supervisor,
): Promise<Omit<Stack, "stop">> {
  const { dataDir, signal, amend = async (spec) => spec } = options;
  const plan = await makePlan(options, (name) => secret(dataDir, name));
  const demoFile = join(dataDir, "demo.json");
  await writeFile(demoFile, JSON.stringify(plan.demo, null, 2) + "\n", { mode: 0o600 });
  const nats = await natsServer(options, plan);
  const postgres = await postgresServer(options, plan);
  const env = serviceEnv(options);
  const cloud = cloudEnv(dataDir, nats.urlOf, postgres.url);
  const servers = [nats.spec, postgres.spec].filter((spec) => spec !== undefined);
  await supervisor.startTier(servers);
  for (const tier of declaration({ plan, dataDir, demoFile, env, cloud })) {
    signal?.throwIfAborted();
    const amended = await Promise.all(tier.map(amend));
    await supervisor.startTier(amended.filter((spec) => spec !== undefined));
  }
  return {
    ...addresses(plan),
    natsUrl: nats.urlOf("operator"),
    databaseUrl: postgres.url,
    demo: plan.demo,
    ...handles(supervisor),
  };
}

function serviceEnv(options: StackOptions): Record<string, string> {
  const { otlpEndpoint = process.env["OTEL_EXPORTER_OTLP_ENDPOINT"], env = {} } = options;
  return {
    LOG_LEVEL: process.env["LOG_LEVEL"] ?? "info",
    ...(otlpEndpoint ? { OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint } : {}),
    ...env,
  };
}

const cloudEnv =
  (dataDir: string, natsUrlOf: Broker["urlOf"], databaseUrl: string): Facts["cloud"] =>
  (user) => ({
    NATS_URL: natsUrlOf(user),
    DATABASE_URL: databaseUrl,
    PM_SECRET: secret(dataDir, "services"),
  });

function addresses({
  httpPort,
  gateways,
  agents,
}: Plan): Pick<Stack, "url" | "gatewayUrls" | "printers"> {
  const local = (port: number): string => `http://127.0.0.1:${port}`;
  const printers = agents.flatMap((agent) => agent.printers);
  return {
    url: local(httpPort),
    gatewayUrls: gateways.map(({ port }) => local(port)),
    printers: printers.map(({ httpPort, ...printer }) => ({
      ...printer,
      httpUrl: local(httpPort),
    })),
  };
}

const handles = (
  supervisor: Supervisor,
): Pick<Stack, "processes" | "kill" | "halt" | "restart" | "logFile"> => ({
  processes: () => supervisor.reports(),
  kill: (name, signal) => supervisor.kill(name, signal),
  halt: (name) => supervisor.halt(name),
  restart: (name) => supervisor.restart(name),
  logFile: (name) => supervisor.logFile(name),
});
