/** A bug here would look like: a deploy that cuts people off, calls them all back in the same second, or loses a print. */
import { DesktopHealth } from "@printermaster/contracts";
import type { Stack } from "@printermaster/infra";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askedUntilAnswered } from "../src/asked-until-answered.ts";
import { Client } from "../src/client.ts";
import { freshStack } from "../src/fresh-stack.ts";
import { MovingClient } from "../src/moving-client.ts";
import { ticketsOf, ticketsWith, type Ticket } from "../src/paper.ts";
import { until } from "../src/patience.ts";

const GATEWAYS = ["gateway-1", "gateway-2", "gateway-3"];
const CLIENTS = 240;
/** Who upgrades is asked for by another gateway than the one it hangs on, more often than not. */
const WAYS = [["websocket"], ["websocket"], ["polling", "websocket"]];
const DRAIN_MS = 24_000;
const LONG = { timeout: 300_000 };
const PATIENCE_MS = 2000;
/** Each roll keeps the last two hundred. */
const LOOK_AFTER_PRINTS = 100;
/** A ping comes every 10 s and waits 4 s; then an agent or client may have to try twice. */
const ELSEWHERE_WITHIN_MS = 22_000;
const ASLEEP_MS = 30_000;

describe("three gateways under a stream of prints", () => {
  let stack: Stack;
  let client: Client;
  let moving: MovingClient[] = [];

  beforeAll(async () => {
    const env = { PM_DRAIN_MS: String(DRAIN_MS) };
    stack = await freshStack({ gateways: 3, orchestrators: 2, agents: 3, env });
    client = await Client.logIn(stack);
    const { token } = client;
    moving = Array.from(
      { length: CLIENTS },
      (_, n) => new MovingClient(stack.url, token, WAYS[n % WAYS.length]!),
    );
    await until("all clients", () =>
      moving.every(({ connected, transport }) => connected && transport === "websocket"),
    );
  });

  afterAll(async () => {
    moving.forEach((one) => one.close());
    await stack?.stop();
  });

  /** Submits until it is told to stop; an answer that did not come is asked for again, with the same key. */
  function streamOfPrints(name: string) {
    const jobs = new Map<string, string>();
    const tickets = new Map<string, Ticket>();
    const stop = new AbortController();
    const look = async () => {
      for (const { id } of stack.printers)
        for (const ticket of await ticketsOf(stack, id))
          tickets.set(`${id} ${ticket.number}`, ticket);
    };
    const run = async () => {
      for (let n = 0; !stop.signal.aborted; n++) {
        const { id: printerId, branchId } = stack.printers[n % stack.printers.length]!;
        const text = `Stream ${name} ${n} end`;
        const body = { printerId, branchId, document: { kind: "text", text } };
        const reply = await askedUntilAnswered(text, () =>
          client.submitByHttp(`${name}-${n}`, body),
        );
        jobs.set((reply.body as { job: { jobId: string } }).job.jobId, text);
        if (n % LOOK_AFTER_PRINTS === 0) await look();
        await wait(40);
      }
    };
    const running = run();
    const end = async () => {
      stop.abort();
      await running;
      for (const jobId of jobs.keys())
        await until(
          `completion of ${jobId}`,
          async () => (await client.job(jobId)).job.status === "completed",
        );
      await look();
      const twice = [...jobs.values()].filter(
        (text) => ticketsWith([...tickets.values()], text).length !== 1,
      );
      expect(twice).toEqual([]);
      return jobs.size;
    };
    return { end };
  }

  const agentsAreWell = () => {
    const agents = stack.processes().filter(({ name }) => name.startsWith("agent-"));
    expect(agents.every(({ restarts, state }) => restarts === 0 && state === "ready")).toBe(true);
  };

  it("restart one after the other, and nobody notices", LONG, async () => {
    const prints = streamOfPrints("rolling");
    const began = performance.now();
    // Boots are left out of the average: they would make a slow machine's restart look like a storm.
    let stoppingMs = 0;
    for (const name of GATEWAYS) {
      const from = performance.now();
      await stack.halt(name);
      stoppingMs += performance.now() - from;
      await stack.restart(name);
    }
    const tookMs = performance.now() - began;
    const printed = await prints.end();
    await until("all clients again", () => moving.every(({ connected }) => connected));

    const gaps = moving.map((one) => one.worstGap()).sort((a, b) => a - b);
    const p99 = gaps[Math.ceil(gaps.length * 0.99) - 1]!;
    const arrivals = moving
      .flatMap(({ connectedAt }) => connectedAt)
      .filter((at) => at > began && at < began + tookMs);
    const average = arrivals.length / (stoppingMs / 1000);
    const busiest = Math.max(
      ...arrivals.map((at) => arrivals.filter((other) => other >= at && other < at + 1000).length),
    );
    const withBoots = (busiest * tookMs) / 1000 / arrivals.length;
    const seen = { tookMs, stoppingMs, busiest, p99, ratio: busiest / average, withBoots };
    console.info("rolling restart", seen);
    expect(printed).toBeGreaterThan(50);
    expect(p99).toBeLessThan(100);
    expect(busiest).toBeLessThanOrEqual(3 * average);
    expect(arrivals.length).toBeGreaterThanOrEqual(CLIENTS);
    agentsAreWell();
  });

  it("go on when one freezes for thirty seconds, and it does no harm when it wakes", async () => {
    const prints = streamOfPrints("frozen");
    // The frozen one takes requests too, for the first seconds.
    const metrics = async () => {
      const asked = client.http("GET", "/printing/desktop-health");
      const reply = await Promise.race([asked, wait(PATIENCE_MS, undefined)]);
      return reply ? DesktopHealth.parse(reply.body).healthMetrics : [];
    };
    // With three agents, one of them hangs on it.
    const victim = (await metrics())[0]!.gateway;
    await stack.kill(victim, "SIGSTOP");
    const frozeAt = performance.now();
    const others = async () =>
      (await metrics()).filter(({ gateway }) => gateway !== victim).length === 3;
    const without = () => moving.filter(({ connected }) => !connected).length;
    await until("all agents elsewhere", others, ELSEWHERE_WITHIN_MS);
    await until("the clients elsewhere", () => without() <= CLIENTS * 0.02, ELSEWHERE_WITHIN_MS);
    console.info("elsewhere after", performance.now() - frozeAt);
    await wait(Math.max(0, ASLEEP_MS - (performance.now() - frozeAt)));
    const arrivalsBefore = moving.flatMap(({ connectedAt }) => connectedAt).length;
    await stack.kill(victim, "SIGCONT");
    await until("all clients again", () => moving.every(({ connected }) => connected));
    const printed = await prints.end();
    expect(printed).toBeGreaterThan(5);
    // Its goodbyes are of sessions that are others' by now.
    expect(await others()).toBe(true);
    expect(moving.flatMap(({ connectedAt }) => connectedAt).length - arrivalsBefore).toBeLessThan(
      CLIENTS * 0.02,
    );
    const agents = await client.http("GET", "/printing/desktop-health");
    expect(agents.body).toMatchObject({ totalClients: 3 });
    agentsAreWell();
  });
});
