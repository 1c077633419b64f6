/** A bug here would look like: a print lost between instances, printed twice, or a trace shared by two. */
import type { Stack } from "@printermaster/infra";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Client } from "../src/client.ts";
import { freshStack } from "../src/fresh-stack.ts";
import { startOtlpReceiver, type OtlpReceiver } from "../src/otlp-receiver.ts";
import { allTickets, ticketsWith } from "../src/paper.ts";
import { until } from "../src/patience.ts";

const PRINTS = 200;
/** Every request goes to the next gateway, whichever one a client's session lives in. */
const TRANSPORTS = [["websocket"], ["polling"], ["polling", "websocket"]];

describe("three gateways and two orchestrators behind one address", () => {
  let receiver: OtlpReceiver;
  let stack: Stack;
  const clients: Client[] = [];

  beforeAll(async () => {
    receiver = await startOtlpReceiver();
    const otlpEndpoint = receiver.endpoint;
    stack = await freshStack({ gateways: 3, orchestrators: 2, agents: 3, otlpEndpoint });
    for (let n = 0; n < 6; n++)
      clients.push(await (await Client.logIn(stack)).connect(TRANSPORTS[n % TRANSPORTS.length]));
  });
  afterAll(async () => {
    clients.forEach((client) => client.close());
    await stack?.stop();
    receiver?.close();
  });

  it(`complete ${PRINTS} prints over sockets and HTTP exactly once, each in one trace`, async () => {
    const jobs = new Map<string, string>();
    await Promise.all(
      clients.map(async (client, first) => {
        for (let n = first; n < PRINTS; n += clients.length) {
          const { id: printerId, branchId } = stack.printers[n % stack.printers.length]!;
          const text = `Scale ${n} end`;
          const body = { printerId, branchId, document: { kind: "text", text } };
          const reply =
            n % 2 === 0
              ? (await client.submitByHttp(`scale-${n}`, body)).body
              : await client.submit({ ...body, idempotencyKey: `scale-${n}` });
          jobs.set(/"jobId":"(\w+)"/.exec(JSON.stringify(reply))?.[1] ?? `refused ${n}`, text);
        }
      }),
    );
    expect(jobs.size).toBe(PRINTS);

    const traces = new Set<string>();
    for (const jobId of jobs.keys()) {
      const done = await until(`completion of ${jobId}`, async () => {
        const { job } = await clients[0]!.job(jobId);
        return job.status === "completed" && job;
      });
      traces.add(done.traceId ?? "none");
    }
    expect(traces.size).toBe(PRINTS);
    const tickets = await allTickets(stack);
    for (const text of jobs.values()) expect(ticketsWith(tickets, text)).toHaveLength(1);
    expect(tickets).toHaveLength(PRINTS);

    for (const name of ["process print.cmd.submit", "agent.print", "append PrintCompleted"])
      await until(`a span ${name} in every trace`, () => {
        const seen = receiver.spans.filter((span) => span.name === name);
        const told = new Set(seen.map(({ traceId }) => traceId));
        return [...traces].every((traceId) => told.has(traceId));
      });
    expect(stack.processes().filter(({ restarts }) => restarts > 0)).toEqual([]);
  });
});
