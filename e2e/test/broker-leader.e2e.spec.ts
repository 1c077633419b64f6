/** A bug here would look like: a screen that misses or doubles what was stored while a broker's node died. */
import { PRINT_LOG, SHOP_LOG } from "@printermaster/contracts";
import type { Stack } from "@printermaster/infra";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startNodes, type NatsNodes } from "../../print-orchestrator/test/nats-nodes.ts";
import { Client } from "../src/client.ts";
import { freshStack } from "../src/fresh-stack.ts";
import { until } from "../src/patience.ts";
import { LOGS, Screen } from "../src/screen.ts";
import { storedSequences } from "../src/stored-sequences.ts";
import { StreamOfFacts } from "../src/stream-of-facts.ts";

const SCREENS = 12;
const LONG = { timeout: 240_000 };

let brokers: NatsNodes;
let nats: NatsConnection;
let stack: Stack;
let client: Client;
const screens: Screen[] = [];

beforeAll(async () => {
  brokers = await startNodes(3, { sync: "2m" });
  const servers = brokers.urls.split(",");
  nats = await until("a broker", () =>
    connect({ servers, maxReconnectAttempts: -1 }).catch(() => undefined),
  );
  const env = { PM_STREAM_REPLICAS: "3" };
  const natsUrl = brokers.urls;
  stack = await freshStack({ gateways: 2, orchestrators: 2, agents: 1, env, natsUrl });
  client = await Client.logIn(stack);
  for (let n = 0; n < SCREENS; n++)
    screens.push(new Screen(stack.url, client.token, [["websocket"], ["polling"]][n % 2]!));
  await until("all screens", () => screens.every(({ ready }) => ready));
}, 180_000);

afterAll(async () => {
  screens.forEach((screen) => screen.close());
  await stack?.stop();
  await nats?.close();
  await brokers?.stop();
});

interface StreamInfo {
  readonly cluster?: {
    readonly leader?: string;
    readonly replicas?: readonly { readonly current: boolean }[];
  };
}

/** Nothing while it has no leader. */
const infoOf = (stream: string) =>
  nats.request(`$JS.API.STREAM.INFO.${stream}`).then(
    (message) => message.json<StreamInfo>(),
    () => undefined,
  );
const leaderOf = async (stream: string) => (await infoOf(stream))?.cluster?.leader;
const whole = async (stream: string) => {
  const replicas = (await infoOf(stream))?.cluster?.replicas;
  return replicas?.length === 2 && replicas.every(({ current }) => current);
};

describe("screens that follow a cluster of three brokers", () => {
  test.each([PRINT_LOG, SHOP_LOG])(
    "are told everything once when the node that leads %s is killed",
    LONG,
    async (log) => {
      await until("all replicas", async () => (await whole(PRINT_LOG)) && (await whole(SHOP_LOG)));
      const stream = new StreamOfFacts(stack, client, `leader-${log}`, 50);
      await until("prints", () => stream.prints.size > 3, 60_000);
      const leader = await leaderOf(log);
      const node = brokers.nodes.find(({ name }) => name === leader)!;
      await node.kill("SIGKILL");
      const another = async () => {
        const now = await leaderOf(log);
        return now !== undefined && now !== "" && now !== leader;
      };
      await until("another leader", another, 60_000);
      const before = stream.prints.size;
      await until("prints go on", () => stream.prints.size > before + 3, 60_000);
      node.start();
      await stream.end();
      const stored = await storedSequences(nats);
      for (const { told, required } of screens)
        for (const each of LOGS) {
          await until(`the ${each}`, () => told[each].length >= stored[each].length);
          // What a dying leader did not republish is told late, after younger events (ADR 11).
          expect(told[each].toSorted((a, b) => a - b)).toEqual(stored[each]);
          expect(required).toEqual([]);
        }
    },
  );
});
