import { connectNats, createLog } from "@printermaster/runtime";
import { MESSAGE_BYTES, type Floor } from "./floor.ts";
import { startPeer } from "./start-peer.ts";

/** Core NATS, answered by another process; a subject of its own for each request, as our commands have. */
export const requestReply: Floor = {
  name: "request-reply",
  async setup({ natsUrl }) {
    const peer = await startPeer("nats", natsUrl);
    const nats = await connectNats(natsUrl, "bench", createLog("bench", "floor", "silent"));
    const payload = "x".repeat(MESSAGE_BYTES);
    let asked = 0;
    return {
      async once() {
        await nats.request(`floor.request.${asked++}`, payload, { timeout: 5000 });
      },
      async close() {
        await nats.close();
        await peer.end();
      },
    };
  },
};
