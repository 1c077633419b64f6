// A bug here would look like: a gateway that is taken over and writes that something was printed, or reads what
// others are answered; and a broker that refuses what a service of ours needs, on the day it first needs it.
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import {
  AUDIT,
  brokerUsers,
  BrokerUserName,
  DEVICES,
  PRINT_LOG,
  streams,
  subjects,
} from "@printermaster/contracts";
import { natsOptions } from "@printermaster/runtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startNats, type RunningNats } from "../src/nats/server.ts";

const users = (user: BrokerUserName) => `password of ${user}`.replaceAll(" ", "-");
const timeout = { timeout: 10_000 };
let server: RunningNats;
const as = {} as Record<BrokerUserName, NatsConnection>;

beforeAll(async () => {
  server = await startNats({ users });
  for (const user of BrokerUserName)
    as[user] = await connect(natsOptions(server.urlOf(user), user));
  const manager = await jetstreamManager(as.migrate);
  for (const { name, subjects, appendOnly } of streams)
    await manager.streams.add({
      name,
      subjects: [...subjects],
      storage: "memory",
      allow_direct: true,
      deny_delete: appendOnly,
      deny_purge: appendOnly,
    });
});
afterAll(async () => {
  await Promise.all(Object.values(as).map((connection) => connection.close()));
  await server?.stop();
});

const bytesStored = async () =>
  (await (await jetstreamManager(as.operator)).getAccountInfo()).memory;

/** Resolves when the broker says that this user may not. */
async function refusal(user: BrokerUserName, act: (nats: NatsConnection) => void): Promise<string> {
  const nats = await connect(natsOptions(server.urlOf(user), "trying"));
  const refused = (async () => {
    for await (const status of nats.status()) if (status.type === "error") return `${status.error}`;
    return "nothing";
  })();
  act(nats);
  await nats.flush();
  await nats.close();
  return refused;
}

const job = subjects.job("demo", "oldtown", "job1");
const written: [string, string][] = [
  ["what is printed", job],
  ["documents", subjects.document("demo", "oldtown", "job1")],
  ["dead letters", subjects.deadLetter("demo", "oldtown", "job1")],
  ["the fleet", subjects.fleetPrinter("demo", "oldtown", "printer1")],
  ["orders", subjects.order("demo", "oldtown", "order1")],
];

describe.each(written)("the log of %s", (_, subject) => {
  test.each(["gateway", "migrate", "client"] as const)("is not written by a %s", async (user) => {
    const before = await bytesStored();
    expect(await refusal(user, (nats) => nats.publish(subject, "{}"))).toMatch(/permissions viol/i);
    expect(await bytesStored()).toBe(before);
  });

  test("is written by orchestrators", async () => {
    const ack = await jetstream(as.orchestrator).publish(subject, "{}", timeout);
    expect(ack.seq).toBeGreaterThan(0);
  });
});

test.each([
  ["gateway", `$JS.API.STREAM.MSG.DELETE.${DEVICES}`],
  ["gateway", `$JS.API.STREAM.PURGE.${PRINT_LOG}`],
  ["gateway", `$JS.API.STREAM.DELETE.${AUDIT}`],
  ["gateway", `$JS.API.STREAM.UPDATE.${PRINT_LOG}`],
  ["gateway", `$JS.API.CONSUMER.CREATE.${PRINT_LOG}.c`],
  ["orchestrator", `$JS.API.STREAM.DELETE.${PRINT_LOG}`],
  ["orchestrator", subjects.audit("demo", "sign-in")],
  ["orchestrator", subjects.device("device1")],
  ["orchestrator", subjects.revocation("user", "user1")],
  ["client", subjects.agent("demo", "oldtown", "agent1", "job")],
  ["client", subjects.command("demo", "oldtown", "report", "c1")],
  ["client", subjects.command("demo", "oldtown", "hello", "c1")],
  ["client", subjects.device("device1")],
  ["client", subjects.relayBye("gateway1")],
  ["migrate", subjects.command("demo", "oldtown", "submit", "c1")],
] as const)("a %s may not say %s", async (user, subject) => {
  expect(await refusal(user, (nats) => nats.publish(subject, "{}"))).toMatch(/permissions viol/i);
});

test.each([
  ["gateway", "_INBOX_orchestrator.>"],
  ["orchestrator", "_INBOX_gateway.>"],
  ["orchestrator", "sio.v1.>"],
  ["client", "_INBOX_gateway.>"],
  ["client", subjects.allCommands],
  ["client", `live.${subjects.allRevocations}`],
  ["client", ">"],
  ["migrate", subjects.allJobs],
] as const)("a %s may not listen to %s", async (user, subject) => {
  expect(await refusal(user, (nats) => void nats.subscribe(subject))).toMatch(/permissions viol/i);
});

test("who sits at the machine needs no password; who has a wrong one is nobody", async () => {
  const stranger = await connect({ servers: server.url });
  as.orchestrator.subscribe(subjects.allCommands, {
    callback: (_, message) => void message.respond("taken"),
  });
  await as.orchestrator.flush();
  const submit = subjects.command("demo", "oldtown", "submit", "c2");
  expect((await stranger.request(submit, "{}", timeout)).string()).toBe("taken");
  expect((await (await jetstreamManager(stranger)).getAccountInfo()).streams).toBe(streams.length);
  await stranger.close();
  const wrong = { ...natsOptions(server.url, "wrong"), user: "gateway", pass: "wrong" };
  await expect(connect(wrong)).rejects.toThrow(/authorization/i);
});

test("only operators may everything", () => {
  const all = Object.entries(brokerUsers).filter(([, { publishes, subscribes }]) =>
    [...publishes, ...subscribes].includes(">"),
  );
  expect(all.map(([name]) => name)).toEqual(["operator"]);
});
