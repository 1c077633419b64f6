// Takes prints of tills into the queue, and tells them what the queue tells.
import { Queue, QueueEvents } from "bullmq";
import { Server, type Socket } from "socket.io";
import { readyAt, settingsOfChild } from "../child.ts";
import { listenOn } from "../listen.ts";
import type { PeerJob, PeerOutcome } from "../peer.ts";

const { redisPort } = settingsOfChild() as { redisPort: number };
const connection = { host: "127.0.0.1", port: redisPort };
const queue = new Queue<PeerJob, PeerOutcome["result"]>("prints", { connection });
const events = new QueueEvents("prints", { connection });
const askedBy = new Map<string, Socket>();

events.on("completed", ({ jobId, returnvalue }) => tell(jobId, returnvalue));
events.on("failed", ({ jobId }) => tell(jobId, "failed"));
await events.waitUntilReady();

const { http, port } = await listenOn();
new Server(http, { transports: ["websocket"] }).on("connection", (socket) => {
  socket.on("print", (job: PeerJob, answer: (accepted: unknown) => void) => {
    askedBy.set(job.id, socket);
    const kept = { removeOnComplete: 1000, removeOnFail: 1000 };
    // The queue's own de-duplication: a job id that it still knows is not taken again.
    void queue.add("print", job, { jobId: job.id, ...kept }).then(() => answer({ accepted: true }));
  });
});
readyAt(port);

function tell(id: string, result: unknown): void {
  askedBy.get(id)?.emit("outcome", { id, result });
  askedBy.delete(id);
}
