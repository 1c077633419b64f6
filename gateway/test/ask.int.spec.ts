import { startNats, type RunningNats } from "@printermaster/infra";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAsk } from "../src/jobs/adapters/ask.ts";

let server: RunningNats;
let client: NatsConnection;
let orchestrators: NatsConnection;

beforeAll(async () => {
  server = await startNats();
  client = await connect({ servers: server.url });
  orchestrators = await connect({ servers: server.url });
});

afterAll(async () => {
  await Promise.all([client.close(), orchestrators.close()]);
  await server.stop();
});

test("a question whose taker froze is asked again, and the first answer counts", async () => {
  const bodies: string[] = [];
  orchestrators.subscribe("frozen", {
    callback: (_, message) => {
      bodies.push(message.string());
      if (bodies.length === 2) message.respond("from the second");
    },
  });
  await orchestrators.flush();
  const began = performance.now();
  const answer = await createAsk(client)("frozen", { id: 1 });
  expect(answer?.string()).toBe("from the second");
  expect(performance.now() - began).toBeLessThan(2500);
  expect(bodies).toEqual(['{"id":1}', '{"id":1}']);
});

test("a question that nobody listens for waits for somebody", async () => {
  const asked = createAsk(client)("later", {});
  await client.flush();
  orchestrators.subscribe("later", { callback: (_, message) => void message.respond("here") });
  expect((await asked)?.string()).toBe("here");
});

test("without anybody it ends after ten seconds", async () => {
  const began = performance.now();
  expect(await createAsk(client)("nobody", {})).toBeUndefined();
  expect(performance.now() - began).toBeGreaterThan(9500);
  expect(performance.now() - began).toBeLessThan(11_500);
}, 15_000);
