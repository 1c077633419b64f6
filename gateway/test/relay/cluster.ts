/** Several instances behind the balancer that the stack has: every request goes to the next, without affinity. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer as createHttpServer, type Server as HttpServer } from "node:http";
import { connect, createServer, type AddressInfo, type Server } from "node:net";
import { join } from "node:path";
import { createBalancer, startNats } from "@printermaster/infra";
import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";
import { startInstance, type InstanceOptions } from "./instance.ts";

export async function startCluster(options: InstanceOptions & { readonly size?: number } = {}) {
  const nats = await startNats();
  const instances = await Promise.all(
    Array.from({ length: options.size ?? 3 }, () => startInstance(nats.url, options)),
  );
  const front = await balance(instances.map(({ url }) => url));
  const clients = trackedClients();
  return {
    nats,
    instances,
    url: front.url,
    client: clients.open,
    stop: async () => {
      clients.closeAll();
      front.stop();
      await Promise.all(instances.map((instance) => instance.stop()));
      await nats.stop();
    },
  };
}

export type Cluster = Awaited<ReturnType<typeof startCluster>>;

export async function balance(urls: readonly string[]) {
  const balancer: HttpServer = createBalancer(urls);
  const url = `http://127.0.0.1:${await portOf(balancer)}`;
  return { url, stop: () => (balancer.closeAllConnections(), void balancer.close()) };
}

/** Requests to one instance, upgrades to another: whoever comes this way is tunnelled. */
export async function forkedWay(requestsTo: string, upgradesTo: string) {
  const [requests, upgrades] = [createBalancer([requestsTo]), createBalancer([upgradesTo])];
  const server = createHttpServer((...exchange) => requests.emit("request", ...exchange));
  server.on("upgrade", (...exchange) => upgrades.emit("upgrade", ...exchange));
  const url = `http://127.0.0.1:${await portOf(server)}`;
  return { url, stop: () => (server.closeAllConnections(), void server.close()) };
}

type ClientOptions = Partial<ManagerOptions & SocketOptions>;

export function trackedClients() {
  const open: Socket[] = [];
  return {
    open: (url: string, options: ClientOptions = {}): Socket => {
      const socket = io(url, { forceNew: true, reconnection: false, ...options });
      open.push(socket);
      return socket;
    },
    closeAll: () => open.splice(0).forEach((socket) => socket.disconnect()),
  };
}

export interface Report {
  readonly port: number;
  readonly self: string;
  readonly sessions: number;
  readonly tunnelsOpen: number;
  readonly pollsHeld: number;
}

/** An instance in a process of its own. */
export async function forkInstance(natsUrl: string) {
  const child = fork(join(import.meta.dirname, "instance-process.ts"), [natsUrl], {
    execArgv: ["--conditions=@printermaster/source"],
  });
  const [first] = (await once(child, "message")) as [Report];
  return {
    ...first,
    url: `http://127.0.0.1:${first.port}`,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    report: async (): Promise<Report> => {
      child.send("report");
      return ((await once(child, "message")) as [Report])[0];
    },
    stop: async () => {
      const exited = child.exitCode ?? child.signalCode ?? once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** A longer wire: every byte takes this much longer, either way. */
export async function delayed(port: number, ms: number) {
  const server = createServer({ noDelay: true }, (client) => {
    const target = connect({ port, host: "127.0.0.1", noDelay: true });
    for (const [from, to] of [[client, target] as const, [target, client] as const]) {
      from.on("data", (chunk) => setTimeout(() => to.writable && to.write(chunk), ms));
      from.on("error", () => {});
      from.on("close", () => setTimeout(() => to.destroy(), ms));
    }
  });
  const url = `http://127.0.0.1:${await portOf(server)}`;
  return { url, stop: () => void server.close() };
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
