import { connectNats, createLog, EventStreams } from "@printermaster/runtime";
import { MESSAGE_BYTES, type Floor } from "./floor.ts";

export const FLOOR_STREAM = "FLOOR";

/** The first event on a new subject of a file stream, acknowledged after its fsync. */
export const casAppend: Floor = {
  name: "cas-append",
  async setup({ natsUrl }) {
    const nats = await connectNats(natsUrl, "bench", createLog("bench", "floor", "silent"));
    const { client } = await EventStreams.open(nats);
    const manager = await client.jetstreamManager(false);
    const made = await manager.streams.add({ name: FLOOR_STREAM, subjects: ["floor.append.*"] });
    if (made.config.storage !== "file") throw new Error("the floor's stream must lie on disk");
    const payload = "x".repeat(MESSAGE_BYTES);
    let appended = 0;
    return {
      async once() {
        await client.publish(`floor.append.${appended++}`, payload, {
          expect: { lastSubjectSequence: 0 },
          timeout: 5000,
          retries: 0,
        });
      },
      close: () => nats.close(),
    };
  },
};
