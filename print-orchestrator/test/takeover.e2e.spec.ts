/** A bug here would look like: prints that stand still after a crash, or one that a woken owner sends again. */
import { fileURLToPath } from "node:url";
import type { NatsConnection } from "@nats-io/transport-node";
import { startNats, startPostgres } from "@printermaster/infra";
import { connectNats, migrate, pause } from "@printermaster/runtime";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createStreams } from "../src/streams/create-streams.ts";
import { log } from "./broker.ts";
import { Customer, histories, longestGap, Orchestrator, WireAgent } from "./orchestrators.ts";
import { until } from "./owner.ts";

/** Until the lease is forgotten and the next owner knows the log. */
const NORMAL_GAP_MS = 2000;

describe("when the owner of the saga", () => {
  let database: Awaited<ReturnType<typeof startPostgres>>;
  let nats: Awaited<ReturnType<typeof startNats>>;
  let connection: NatsConnection;
  let orchestrators: Orchestrator[];
  let agent: WireAgent;
  let customer: Customer;

  beforeAll(async () => {
    database = await startPostgres();
    const sql = postgres(database.url, { onnotice: () => {} });
    await migrate(sql, "read", fileURLToPath(new URL("../migrations", import.meta.url)));
    await sql.end();
  });
  afterAll(() => database.stop());

  beforeEach(async () => {
    nats = await startNats();
    connection = await connectNats(nats.url, "test", log);
    await createStreams(connection, 1);
    const env = { NATS_URL: nats.url, DATABASE_URL: database.url };
    orchestrators = ["one", "two"].map((name) => new Orchestrator(name, env));
    agent = new WireAgent(connection);
    await agent.hello();
    customer = new Customer(connection);
    await until("an owner", () => orchestrators.some(({ owns }) => owns));
    await until("both ready", () => orchestrators.every((one) => one.said('"event":"ready"') > 0));
    for (let n = 0; n < 10; n++) await customer.submit();
    await until("all printed", () => agent.reported.size === 10);
    customer.start(20);
  });
  afterEach(async () => {
    await customer.stop().catch(() => undefined);
    await Promise.all(orchestrators.map((one) => one.end()));
    await connection.close();
    await nats.stop();
  });

  /** Hits the owner while the agent has a job of it and has not answered yet. */
  async function inMidDispatch(signal: NodeJS.Signals): Promise<{ hit: Orchestrator; at: number }> {
    const hit = orchestrators.find(({ owns }) => owns)!;
    return new Promise((done) => {
      agent.onOffer = () => {
        hit.signal(signal);
        agent.onOffer = () => true;
        done({ hit, at: performance.now() });
        return false;
      };
    });
  }

  const passedOn = (hit: Orchestrator, at: number) =>
    until(
      "the other dispatches",
      () => {
        const other = orchestrators.find((one) => one !== hit)!;
        return other.owns && agent.firstOffers.at(-1)! > at + 500;
      },
      30_000,
    );

  /** Everything accepted was dispatched once, as attempt 1, and is known to be on paper. */
  async function expectEachOnce(): Promise<void> {
    await until("all reported", () => customer.accepted.every((id) => agent.reported.has(id)));
    const known = await histories(connection);
    for (const jobId of customer.accepted)
      expect(known.get(jobId)).toEqual(["PrintSubmitted", "PrintDispatched", "PrintCompleted"]);
    const attempts = [...agent.offers.keys()].map((key) => key.split("#")[1]);
    expect(new Set(attempts)).toEqual(new Set(["1"]));
    expect(agent.offers.size).toBe(customer.accepted.length);
  }

  it("is killed in mid-dispatch, another goes on with the same attempt", async () => {
    const { hit, at } = await inMidDispatch("SIGKILL");
    await passedOn(hit, at);
    await customer.stop();
    await expectEachOnce();
    const gap = longestGap(agent, at);
    console.log(`kill -9: ${gap} ms without a dispatch, slowest answer ${customer.slowestMs} ms`);
    expect(gap).toBeLessThan(10 * NORMAL_GAP_MS);
    expect(customer.slowestMs).toBeLessThan(35_000);
  }, 90_000);

  it("is frozen for 5 s in mid-dispatch, nothing it does on waking counts twice", async () => {
    const { hit, at } = await inMidDispatch("SIGSTOP");
    const waking = pause(5000).then(() => hit.signal("SIGCONT"));
    await passedOn(hit, at);
    const gap = longestGap(agent, at);
    await waking;
    await until("it knows that it lost the lease", () => !hit.owns);
    const before = customer.accepted.length;
    await until("prints went on", () => customer.accepted.length > before + 20);
    await customer.stop();
    await expectEachOnce();
    console.log(`SIGSTOP: ${gap} ms without a dispatch, slowest answer ${customer.slowestMs} ms`);
    expect(gap).toBeLessThan(10 * NORMAL_GAP_MS);
    expect(customer.slowestMs).toBeLessThan(35_000);
  }, 90_000);
});
