// A Nest microservice that holds the agents' sockets, and answers a request when its paper is out.
import "reflect-metadata";
import { Controller, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { MessagePattern, Payload, Transport, type NatsOptions } from "@nestjs/microservices";
import { Server, type Socket } from "socket.io";
import { readyAt, settingsOfChild } from "../child.ts";
import { listenOn } from "../listen.ts";
import type { PeerJob, PeerOutcome } from "../peer.ts";

const AGENT_PRINTS_WITHIN_MS = 30_000;

const { natsUrl } = settingsOfChild() as { natsUrl: string };
const agents = new Map<string, Socket>();

class PrintsController {
  async print(job: PeerJob): Promise<PeerOutcome> {
    const agent = agents.get(job.printerId);
    if (!agent) return { id: job.id, result: "failed" };
    return await agent.timeout(AGENT_PRINTS_WITHIN_MS).emitWithAck("job", job);
  }
}
class PrintsModule {
  readonly is = "prints";
}

// As decorators do it: Node runs this file as it is, and knows none.
Payload()(PrintsController.prototype, "print", 0);
MessagePattern("print")(
  PrintsController.prototype,
  "print",
  Object.getOwnPropertyDescriptor(PrintsController.prototype, "print")!,
);
Controller()(PrintsController);
Module({ controllers: [PrintsController] })(PrintsModule);

const service = await NestFactory.createMicroservice<NatsOptions>(PrintsModule, {
  transport: Transport.NATS,
  options: { servers: [natsUrl], queue: "prints" },
  logger: false,
});
await service.listen();

const { http, port } = await listenOn();
new Server(http, { transports: ["websocket"] }).on("connection", (socket) => {
  const { printers } = socket.handshake.auth as { printers: string[] };
  for (const printer of printers) agents.set(printer, socket);
});
readyAt(port);
