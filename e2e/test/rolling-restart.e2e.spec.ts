/** A bug here would look like: a deploy that cuts people off, calls them all back in the same second, or loses a print. */
import type { Stack } from "@printermaster/infra";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { Client } from "../src/client.ts";
import { freshStack } from "../src/fresh-stack.ts";
import { MovingClient } from "../src/moving-client.ts";
import { allTickets, ticketsWith } from "../src/paper.ts";
import { until } from "../src/patience.ts";

const GATEWAYS = ["gateway-1", "gateway-2", "gateway-3"];
const CLIENTS = 240;
const PATIENCE_MS = 2000;

describe("three gateways under a stream of prints", () => {
  let stack: Stack;
  let moving: MovingClient[] = [];
  afterEach(async () => {
    moving.forEach((client) => client.close());
    moving = [];
    await stack?.stop();
  });

  const start = async (env: Record<string, string>) => {
    stack = await freshStack({ gateways: 3, orchestrators: 2, agents: 3, env });
    const client = await Client.logIn(stack);
    const { token } = client;
    moving = Array.from({ length: CLIENTS }, () => new MovingClient(stack.url, token));
    await until("all clients", () => moving.every(({ connected }) => connected));
    return client;
  };

  /** Submits until it is told to stop; an answer that did not come is asked for again, with the same key. */
  function streamOfPrints(client: Client) {
    const jobs = new Map<string, string>();
    const stop = new AbortController();
    const run = async () => {
      for (let n = 0; !stop.signal.aborted; n++) {
        const { id: printerId, branchId } = stack.printers[n % stack.printers.length]!;
        const text = `Stream ${n} end`;
        const body = { printerId, branchId, document: { kind: "text", text } };
        const reply = await until(`an answer to ${text}`, async () => {
          const submitted = client.submitByHttp(`stream-${n}`, body).catch(() => undefined);
          // A gateway that froze takes requests and never answers them.
          const said = await Promise.race([submitted, wait(PATIENCE_MS, undefined)]);
          return (said?.status === 200 || said?.status === 201) && said;
        });
        jobs.set((reply.body as { job: { jobId: string } }).job.jobId, text);
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
      const tickets = await allTickets(stack);
      const twice = [...jobs.values()].filter((text) => ticketsWith(tickets, text).length !== 1);
      expect(twice).toEqual([]);
      return jobs.size;
    };
    return { end };
  }

  it("restart one after the other, and nobody notices", async () => {
    const client = await start({ PM_DRAIN_MS: "15000" });
    const prints = streamOfPrints(client);
    const began = performance.now();
    // Of each restart, from the first arrival elsewhere to the last: while a gateway boots nobody moves.
    let movingMs = 0;
    for (const name of GATEWAYS) {
      const from = performance.now();
      await stack.restart(name);
      const arrived = moving.flatMap(({ connectedAt }) => connectedAt.filter((at) => at > from));
      movingMs += Math.max(...arrived) - Math.min(...arrived);
    }
    const printed = await prints.end();
    await until("all clients again", () => moving.every(({ connected }) => connected));

    const gaps = moving.map((one) => one.worstGap()).sort((a, b) => a - b);
    const p99 = gaps[Math.ceil(gaps.length * 0.99) - 1]!;
    const arrivals = moving.flatMap(({ connectedAt }) => connectedAt.filter((at) => at > began));
    const average = arrivals.length / (movingMs / 1000);
    const busiest = Math.max(
      ...arrivals.map((at) => arrivals.filter((other) => other >= at && other < at + 1000).length),
    );
    expect(printed).toBeGreaterThan(50);
    expect(p99).toBeLessThan(100);
    expect(busiest).toBeLessThanOrEqual(3 * average);
    expect(arrivals.length).toBeGreaterThanOrEqual(CLIENTS);
    const agents = stack.processes().filter(({ name }) => name.startsWith("agent-"));
    expect(agents.every(({ restarts, state }) => restarts === 0 && state === "ready")).toBe(true);
  });

  it("go on when one freezes for thirty seconds, and it does no harm when it wakes", async () => {
    const client = await start({});
    const prints = streamOfPrints(client);
    await stack.kill("gateway-2", "SIGSTOP");
    await wait(30_000);
    const late = moving.filter(({ connected }) => !connected).length;
    await stack.kill("gateway-2", "SIGCONT");
    await until("all clients again", () => moving.every(({ connected }) => connected));
    const printed = await prints.end();
    expect(printed).toBeGreaterThan(5);
    expect(late).toBeLessThanOrEqual(CLIENTS * 0.02);
    const health = (await client.http("GET", "/printing/desktop-health")).body;
    expect(health).toMatchObject({ totalClients: 3 });
    const agents = stack.processes().filter(({ name }) => name.startsWith("agent-"));
    expect(agents.every(({ restarts, state }) => restarts === 0 && state === "ready")).toBe(true);
  });
});
