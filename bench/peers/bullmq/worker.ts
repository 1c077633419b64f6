// Holds the agents' sockets, and works on the queue: a job is done when its agent has told how it ended.
import { Worker } from "bullmq";
import { Server, type Socket } from "socket.io";
import { readyAt, settingsOfChild } from "../child.ts";
import { listenOn } from "../listen.ts";
import type { PeerJob, PeerOutcome } from "../peer.ts";

const CONCURRENCY = 64;
const AGENT_TAKES_WITHIN_MS = 5000;

interface Awaited {
  readonly resolve: (outcome: PeerOutcome) => void;
  acknowledge?: () => void;
}

const { redisPort } = settingsOfChild() as { redisPort: number };
const agents = new Map<string, Socket>();
const awaited = new Map<string, Awaited>();

const worker = new Worker<PeerJob, PeerOutcome["result"]>(
  "prints",
  async ({ data }) => {
    const agent = agents.get(data.printerId);
    if (!agent) throw new Error("nobody has this printer");
    const { promise, resolve } = Promise.withResolvers<PeerOutcome>();
    awaited.set(data.id, { resolve });
    await agent.timeout(AGENT_TAKES_WITHIN_MS).emitWithAck("job", data);
    return (await promise).result;
  },
  { connection: { host: "127.0.0.1", port: redisPort }, concurrency: CONCURRENCY },
);
// Only now is it in Redis: the agent may forget.
worker.on("completed", (job) => {
  awaited.get(job.data.id)?.acknowledge?.();
  awaited.delete(job.data.id);
});
worker.on("failed", (job) => awaited.delete(job?.data.id ?? ""));
worker.on("error", () => {});
await worker.waitUntilReady();

const { http, port } = await listenOn();
new Server(http, { transports: ["websocket"] }).on("connection", (socket) => {
  const { printers } = socket.handshake.auth as { printers: string[] };
  for (const printer of printers) agents.set(printer, socket);
  socket.on("outcome", (outcome: PeerOutcome, acknowledge: (heard: true) => void) => {
    const one = awaited.get(outcome.id);
    if (!one) return acknowledge(true);
    one.acknowledge = () => acknowledge(true);
    one.resolve(outcome);
  });
});
readyAt(port);
