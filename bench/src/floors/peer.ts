// The other process of a floor: answers what it hears, at once and unread. Usage: node peer.ts <role> [argument]
import { createServer as createHttpServer } from "node:http";
import { createServer, type AddressInfo, type Server } from "node:net";
import { connectNats, createLog } from "@printermaster/runtime";
import { Server as SocketServer } from "socket.io";

const [role = "", argument = ""] = process.argv.slice(2);

// A Ctrl-C reaches the whole group; whoever started us ends us in order, by the channel between us.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit(0));

switch (role) {
  case "nats":
    await answerRequests(argument);
    break;
  case "socket":
    answerEvents();
    break;
  case "tcp":
    tellPort(createServer({ noDelay: true }, (socket) => socket.pipe(socket)));
    break;
  default:
    throw new Error(`unknown role ${role}`);
}

async function answerRequests(url: string): Promise<void> {
  const nats = await connectNats(url, "bench peer", createLog("bench", "peer", "silent"));
  nats.subscribe("floor.request.*", {
    callback: (error, message) => {
      if (error) throw error;
      message.respond(message.data);
    },
  });
  await nats.flush();
  process.send?.(0);
}

function answerEvents(): void {
  const http = createHttpServer();
  const server = new SocketServer(http, { transports: ["websocket"], perMessageDeflate: false });
  server.on("connection", (socket) => {
    socket.on("floor", (payload: unknown, acknowledge: (answer: unknown) => void) =>
      acknowledge(payload),
    );
  });
  tellPort(http);
}

function tellPort(server: Server): void {
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
}
