/** A gateway with its real surroundings: broker, database with two users and a licence, static files. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AGENT_PROTOCOL, idFromBytes, PRINTING_NAMESPACE } from "@printermaster/contracts";
import { startPostgres } from "@printermaster/infra";
import { createLog, migrate, otlpOverHttp, randomIdBytes } from "@printermaster/runtime";
import { startTelemetry } from "@printermaster/runtime/telemetry";
import { io, type Socket } from "socket.io-client";
import { putDemoAccounts } from "../../src/accounts/adapters/demo-accounts.ts";
import { openPostgres } from "../../src/accounts/adapters/postgres-accounts.ts";
import { GatewayConfig, MIGRATIONS } from "../../src/config.ts";
import { startGateway } from "../../src/start-gateway.ts";
import { startBroker } from "./broker.ts";
import { startCollector } from "./collector.ts";
import { documented } from "./documented.ts";
import { COMPANY } from "./job-state.ts";

export const LICENCE = "licence-of-north";
export const API_KEY = "api-key-of-acme";
export const TENANT = "acme-diners";
export const PASSWORD = "correct horse";

const demo = {
  company: { id: COMPANY, name: "Acme", tenant: TENANT },
  branches: [
    { id: "north", name: "North" },
    { id: "south", name: "South" },
  ],
  users: [
    { email: "owner@acme.test", name: "Olga", password: PASSWORD, role: "owner", branches: [] },
    { email: "sue@acme.test", name: "Sue", password: PASSWORD, role: "support", branches: [] },
    {
      email: "mona@acme.test",
      name: "Mona",
      password: PASSWORD,
      role: "manager",
      branches: ["north"],
    },
    {
      email: "anna@acme.test",
      name: "Anna",
      password: PASSWORD,
      role: "staff",
      branches: ["north"],
    },
  ],
  licences: [{ key: LICENCE, branchId: "north", devices: 200 }],
  apiKeys: [{ key: API_KEY, name: "Till", branches: ["north"] }],
} satisfies Parameters<typeof putDemoAccounts>[1];

export async function startWorld({ brokerData }: { brokerData?: string } = {}) {
  const [broker, database, collector, webFolder] = await Promise.all([
    startBroker(brokerData),
    seededDatabase(),
    startCollector(),
    web(),
  ]);
  const deliver = otlpOverHttp(collector.url);
  const telemetry = startTelemetry("printermaster-gateway", "gw-test", deliver);
  /** They share everything but their name and port. */
  const config = GatewayConfig.parse({
    NATS_URL: broker.url,
    DATABASE_URL: database.url,
    PM_INSTANCE: "gw-test",
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    PORT: "0",
    PM_SECRET: "a secret of at least thirty-two characters",
    PM_WEB_DIR: webFolder,
  });
  const openGateway = (
    name: string,
    natsUrl = broker.url,
    settings: Partial<GatewayConfig> = {},
  ) => {
    const named = { ...config, NATS_URL: natsUrl, PM_INSTANCE: name, ...settings };
    const level = process.env["PM_TEST_LOG"] ?? "silent";
    return startGateway(named, createLog("gateway", name, level));
  };
  const gateway = await openGateway("gw-test");
  const url = `http://127.0.0.1:${gateway.port}`;
  const sockets: Socket[] = [];

  const call = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(url + path, init);
    await documented(path, init.method ?? "GET", answer);
    return answer;
  };
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    call(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const tokenOf = async (email: string): Promise<string> => {
    const response = await post("/auth/login", { email, password: PASSWORD });
    return ((await response.json()) as { accessToken: string }).accessToken;
  };
  const connect = (auth: Record<string, unknown>, transports = ["websocket"], to = url): Socket => {
    const options = { transports, forceNew: true, reconnection: false, auth };
    const socket = io(to + PRINTING_NAMESPACE, options);
    sockets.push(socket);
    return socket;
  };
  return {
    broker,
    database,
    collector,
    url,
    config,
    call,
    post,
    tokenOf,
    connect,
    port: gateway.port,
    openGateway,
    stop: async () => {
      for (const socket of sockets) socket.disconnect();
      await gateway.stop(AbortSignal.abort());
      await telemetry.stop();
      collector.stop();
      await Promise.all([broker.stop(), database.stop()]);
      await rm(webFolder, { recursive: true });
    },
  };
}

export type World = Awaited<ReturnType<typeof startWorld>>;

export const agentAuth = (deviceId = "till1") => ({
  userRole: "desktop_app",
  deviceId,
  companyId: COMPANY,
  branchId: "north",
  licenseKey: LICENCE,
  appVersion: "1.0.0",
  instanceId: "boot1",
});

export const helloOf = (installationId = "install1") => ({
  protocol: AGENT_PROTOCOL,
  installationId,
  spoolId: "spool1",
  counter: 1,
  appVersion: "1.0.0",
  printers: [],
  openWork: [],
});

/** Resolves with what the socket was told when it was refused, or rejects when it was let in. */
export const refusalOf = (socket: Socket): Promise<{ message: string; data?: unknown }> =>
  new Promise((resolve, reject) => {
    socket.once("connect_error", resolve);
    socket.once("connect", () => reject(new Error("the socket was let in")));
  });

export const connected = (socket: Socket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once("connect", () => resolve());
    socket.once("connect_error", reject);
  });

export const next = (socket: Socket, event: string): Promise<unknown> =>
  new Promise((resolve) => socket.once(event, resolve));

async function seededDatabase() {
  const database = await startPostgres();
  const sql = openPostgres(database.url);
  await migrate(sql, "account", MIGRATIONS);
  await putDemoAccounts(sql, demo, () => idFromBytes(randomIdBytes()));
  // What a second start does must change nothing.
  await migrate(sql, "account", MIGRATIONS);
  await putDemoAccounts(sql, demo, () => idFromBytes(randomIdBytes()));
  await sql.end();
  return database;
}

async function web(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pm-web-"));
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "index.html"), "<!doctype html><title>PrinterMaster</title>");
  await writeFile(join(folder, "assets", "index-abc.js"), "export {};");
  return folder;
}
