/** A bug here would look like: an answer for somebody else, a question that waits for ever, a nobody that is taken for silence. */
import { JetStreamApiError, jetstreamManager } from "@nats-io/jetstream";
import { RequestError, TimeoutError, type NatsConnection } from "@nats-io/transport-node";
import { startNats } from "@printermaster/infra";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectNats, createLog } from "../src/index.ts";

describe("a request without the client's own errors", () => {
  let nats: Awaited<ReturnType<typeof startNats>>;
  let asking: NatsConnection;
  let answering: NatsConnection;
  const log = createLog("test", "test", "fatal");

  beforeAll(async () => {
    nats = await startNats();
    asking = await connectNats(nats.url, "asking", log);
    answering = await connectNats(nats.url, "answering", log);
    answering.subscribe("echo", { callback: (_, message) => void message.respond(message.data) });
    answering.subscribe("silence", { callback: () => undefined });
    await answering.flush();
  });
  afterAll(async () => {
    await Promise.all([asking.close(), answering.close()]);
    await nats.stop();
  });

  it("gets its own answer, also beside a thousand others", async () => {
    const words = Array.from({ length: 1000 }, (_, n) => `word ${n}`);
    const answers = await Promise.all(words.map((word) => asking.request("echo", word)));
    expect(answers.map((answer) => answer.string())).toEqual(words);
  });

  it("hears at once that nobody listens", async () => {
    const error = await asking.request("nobody", "").catch((why: unknown) => why);
    expect(error).toBeInstanceOf(RequestError);
    expect((error as RequestError).isNoResponders()).toBe(true);
  });

  it("ends when its time is over", async () => {
    await expect(asking.request("silence", "", { timeout: 50 })).rejects.toBeInstanceOf(
      TimeoutError,
    );
  });

  it("ends when the connection is closed", async () => {
    const closing = await connectNats(nats.url, "closing", log);
    const asked = closing.request("silence", "", { timeout: 60_000 });
    await closing.flush();
    await Promise.all([expect(asked).rejects.toBeInstanceOf(RequestError), closing.close()]);
  });

  it("tells JetStream's refusals as before", async () => {
    const manager = await jetstreamManager(asking);
    await expect(manager.streams.info("NONE")).rejects.toBeInstanceOf(JetStreamApiError);
  });
});
