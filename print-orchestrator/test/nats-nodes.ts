/** nats-servers with a configuration of our own: a cluster of three, or one that need not sync. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { resolveNatsServer } from "@printermaster/infra";

export interface NatsNode {
  readonly name: string;
  readonly url: string;
  /** Does nothing if it runs. */
  readonly start: () => void;
  readonly kill: (signal: NodeJS.Signals) => Promise<void>;
}

export interface NatsNodes {
  readonly urls: string;
  readonly nodes: readonly NatsNode[];
  readonly stop: () => Promise<void>;
}

export async function startNodes(
  count: number,
  { sync }: { sync: "always" | "2m" },
): Promise<NatsNodes> {
  const { path } = await resolveNatsServer();
  const folder = await mkdtemp(join(tmpdir(), "pm-nodes-"));
  const ports = await freePorts(2 * count);
  const routes = ports.slice(count).map((port) => `nats://127.0.0.1:${port}`);
  const nodes = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const name = `n${index + 1}`;
      const config = join(folder, `${name}.conf`);
      const lines = [
        `server_name: ${name}`,
        "host: 127.0.0.1",
        `port: ${ports[index]}`,
        `jetstream { store_dir: ${JSON.stringify(join(folder, name))}, sync_interval: ${sync} }`,
        `cluster { name: pm, host: 127.0.0.1, port: ${ports[count + index]}, routes: ${JSON.stringify(routes)} }`,
      ];
      await writeFile(
        config,
        lines.filter((line) => count > 1 || !line.startsWith("cluster")).join("\n"),
      );
      return natsNode(name, `nats://127.0.0.1:${ports[index]}`, path, config);
    }),
  );
  nodes.forEach((node) => node.start());
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.kill("SIGKILL")));
    await rm(folder, { recursive: true, force: true });
  };
  return { urls: nodes.map(({ url }) => url).join(","), nodes, stop };
}

/** Ends its program when we disappear, even by a signal that leaves us no time. */
const guard = fileURLToPath(new URL("../../infra/src/guard.ts", import.meta.url));

function natsNode(name: string, url: string, path: string, config: string): NatsNode {
  let running: { guard: ChildProcess; pid: Promise<number> } | undefined;
  return {
    name,
    url,
    start() {
      if (running) return;
      const child = spawn(process.execPath, [guard, "SIGTERM", path, "-c", config], {
        stdio: ["ignore", "ignore", "ignore", "ipc"],
      });
      const pid = once(child, "message").then(([message]) => (message as { pid: number }).pid);
      running = { guard: child, pid };
      child.once("exit", () => (running = undefined));
    },
    async kill(signal) {
      if (!running) return;
      const gone = once(running.guard, "exit");
      process.kill(await running.pid, signal);
      await gone;
    },
  };
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
