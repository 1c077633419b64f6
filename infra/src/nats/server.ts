import { open, readdir, readFile, rm, mkdtemp } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrokerUserName } from "@printermaster/contracts";
import { endGuarded, spawnGuarded, type Guarded } from "../guarded.ts";
import { until } from "../until.ts";
import { writeNatsConfig, type NatsPasswords } from "./config.ts";
import { resolveNatsServer } from "./resolve.ts";

export type RunningNats = {
  url: string;
  urlOf: (user: BrokerUserName) => string;
  pid: number;
  stop(): Promise<void>;
};

/** A NATS server of one's own, on a port of its choice if none is given; without a data folder it uses one that `stop` deletes. */
export async function startNats(
  options: { dataDir?: string; port?: number; users?: NatsPasswords } = {},
): Promise<RunningNats> {
  const { path } = await resolveNatsServer();
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "pm-nats-")));
  await rm(join(dataDir, "ports"), { recursive: true, force: true });
  const { port = -1, users } = options;
  const config = await writeNatsConfig({ dataDir, port, ...(users && { users }) });
  const log = await open(join(dataDir, "nats.log"), "a");
  const server = spawnGuarded(path, ["-c", config], { signal: "SIGTERM", stdout: log.fd });
  const stop = async (): Promise<void> => {
    await endGuarded(server);
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const url = await listeningAt(server, dataDir);
    const urlOf = (user: BrokerUserName): string =>
      url.replace("://", users ? `://${user}:${users(user)}@` : "://");
    return { url, urlOf, pid: await server.pid, stop };
  } catch (error) {
    const said = await readFile(join(dataDir, "nats.log"), "utf8");
    await stop();
    throw new Error(`nats-server did not start:\n${said}`, { cause: error });
  } finally {
    await log.close();
  }
}

/** Whether a NATS server with JetStream greets on this port. */
export function natsGreets(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    const end = (answer: true | undefined): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => end(undefined));
    socket.once("error", () => end(undefined));
    socket.once("data", (data) =>
      end(/^INFO .*"jetstream":true/.test(data.toString()) || undefined),
    );
  });
}

async function listeningAt(server: Guarded, dataDir: string): Promise<string> {
  const url = await until(() => urlInPortsFile(server, dataDir), {
    within: 20_000,
    what: "ports file",
  });
  const port = Number(new URL(url).port);
  await until(() => natsGreets(port), { within: 20_000, what: "NATS greeting" });
  return url;
}

async function urlInPortsFile({ guard }: Guarded, dataDir: string): Promise<string | undefined> {
  if (guard.exitCode !== null || guard.signalCode !== null) throw new Error("nats-server ended");
  const folder = join(dataDir, "ports");
  const name = (await readdir(folder)).find((entry) => entry.endsWith(".ports"));
  if (name === undefined) return undefined;
  const text = await readFile(join(folder, name), "utf8");
  // The file appears before its content does.
  if (!text.trimEnd().endsWith("}")) return undefined;
  return (JSON.parse(text) as { nats: string[] }).nats[0];
}
