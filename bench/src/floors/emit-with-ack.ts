import { io } from "socket.io-client";
import { MESSAGE_BYTES, type Floor } from "./floor.ts";
import { startPeer } from "./start-peer.ts";

/** Plain Socket.IO over a websocket, without compression, acknowledged by another process. */
export const emitWithAck: Floor = {
  name: "emit-with-ack",
  async setup() {
    const peer = await startPeer("socket");
    const socket = io(`http://127.0.0.1:${peer.port}`, { transports: ["websocket"] });
    await new Promise<void>((connected, failed) => {
      socket.once("connect", connected);
      socket.once("connect_error", failed);
    });
    const payload = { text: "x".repeat(MESSAGE_BYTES) };
    return {
      async once() {
        await socket.timeout(5000).emitWithAck("floor", payload);
      },
      async close() {
        socket.disconnect();
        await peer.end();
      },
    };
  },
};
