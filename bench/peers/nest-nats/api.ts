// Takes prints of tills, and asks the microservice over NATS.
import "reflect-metadata";
import { ClientProxyFactory, Transport } from "@nestjs/microservices";
import { firstValueFrom } from "rxjs";
import { Server } from "socket.io";
import { readyAt, settingsOfChild } from "../child.ts";
import { listenOn } from "../listen.ts";
import type { PeerJob, PeerOutcome } from "../peer.ts";

const { natsUrl } = settingsOfChild() as { natsUrl: string };
const prints = ClientProxyFactory.create({
  transport: Transport.NATS,
  options: { servers: [natsUrl] },
});
await prints.connect();

const { http, port } = await listenOn();
new Server(http, { transports: ["websocket"] }).on("connection", (socket) => {
  socket.on("print", async (job: PeerJob, answer: (accepted: unknown) => void) => {
    answer({ accepted: true });
    const asked = firstValueFrom(prints.send<PeerOutcome>("print", job));
    socket.emit("outcome", await asked.catch(() => ({ id: job.id, result: "failed" })));
  });
});
readyAt(port);
