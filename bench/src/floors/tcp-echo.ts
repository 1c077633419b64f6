import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { MESSAGE_BYTES, type Floor } from "./floor.ts";
import { startPeer } from "./start-peer.ts";

/** A small ticket's bytes to another process and back, over a connection that stands. */
export const tcpEcho: Floor = {
  name: "tcp-echo",
  async setup() {
    const peer = await startPeer("tcp");
    const socket = connect({ port: peer.port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    const payload = new Uint8Array(MESSAGE_BYTES);
    return {
      once: () => echoed(socket, payload),
      async close() {
        socket.destroy();
        await peer.end();
      },
    };
  },
};

function echoed(socket: Socket, payload: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    let missing = payload.length;
    const finish = (): void => {
      socket.off("data", hear);
      socket.off("close", lost);
    };
    const hear = (chunk: Uint8Array): void => {
      missing -= chunk.length;
      if (missing > 0) return;
      finish();
      resolve();
    };
    const lost = (): void => {
      finish();
      reject(new Error("the echo's connection was lost"));
    };
    socket.on("data", hear);
    socket.once("close", lost);
    socket.write(payload);
  });
}
