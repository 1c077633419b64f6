// The design that the seeds describe: any of several servers, the Redis adapter between them, correlation ids in memory.
import { createAdapter } from "@socket.io/redis-adapter";
import { Redis } from "ioredis";
import { Server, type Socket } from "socket.io";
import { readyAt, settingsOfChild } from "../child.ts";
import { listenOn } from "../listen.ts";
import type { PeerJob, PeerOutcome } from "../peer.ts";

const { redisPort } = settingsOfChild() as { redisPort: number };
const askedBy = new Map<string, Socket>();
const publisher = new Redis(redisPort, "127.0.0.1");
const subscriber = publisher.duplicate();
const { http, port } = await listenOn();
const io = new Server(http, {
  transports: ["websocket"],
  adapter: createAdapter(publisher, subscriber),
});

io.on("connection", (socket) => {
  const { printers = [] } = socket.handshake.auth as { printers?: string[] };
  for (const printer of printers) void socket.join(`printer:${printer}`);
  socket.on("print", (job: PeerJob, answer: (accepted: unknown) => void) => {
    askedBy.set(job.id, socket);
    io.to(`printer:${job.printerId}`).emit("job", job);
    answer({ accepted: true });
  });
  socket.on("outcome", (outcome: PeerOutcome) => {
    tell(outcome);
    io.serverSideEmit("outcome", outcome);
  });
});
io.on("outcome", tell);
readyAt(port);

/** Only the server that was asked knows by whom. */
function tell(outcome: PeerOutcome): void {
  askedBy.get(outcome.id)?.emit("outcome", outcome);
  askedBy.delete(outcome.id);
}
