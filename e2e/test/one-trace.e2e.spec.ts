/** A bug here would look like: a print that falls into two traces, or a span whose parent nobody sent. */
import { randomBytes } from "node:crypto";
import { clientEvents } from "@printermaster/contracts";
import type { Stack } from "@printermaster/infra";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Client } from "../src/client.ts";
import { freshStack } from "../src/fresh-stack.ts";
import { startOtlpReceiver, type OtlpReceiver, type ReceivedSpan } from "../src/otlp-receiver.ts";
import { until } from "../src/patience.ts";

describe("the trace of a print", () => {
  let receiver: OtlpReceiver;
  let stack: Stack;
  let client: Client;

  beforeAll(async () => {
    receiver = await startOtlpReceiver();
    stack = await freshStack({ otlpEndpoint: receiver.endpoint });
    client = await (await Client.logIn(stack)).connect();
  });
  afterAll(async () => {
    client?.close();
    await stack?.stop();
    receiver?.close();
  });

  const path: readonly (readonly [service: string, name: string])[] = [
    ["printermaster-dashboard", "print.click"],
    ["printermaster-gateway", "printer:test"],
    ["printermaster-gateway", "publish print.cmd.submit"],
    ["printermaster-orchestrator", "process print.cmd.submit"],
    ["printermaster-orchestrator", "append PrintSubmitted"],
    ["printermaster-orchestrator", "dispatch print"],
    ["printermaster-orchestrator", "request agent.job"],
    ["printermaster-gateway", "deliver agent.job"],
    ["printermaster-agent", "agent.job"],
  ];
  const afterwards: readonly (readonly [service: string, name: string])[] = [
    ["printermaster-agent", "agent.print"],
    ["printermaster-agent", "agent.write"],
    ["printermaster-agent", "agent.report"],
    ["printermaster-orchestrator", "process print.cmd.report"],
    ["printermaster-orchestrator", "append PrintCompleted"],
    ["printermaster-gateway", "emit print:progress"],
  ];

  it("is one, from the click to the printer's last byte and back, without an orphan", async () => {
    const { id: printerId, branchId } = stack.printers[0]!;
    const traceId = randomBytes(16).toString("hex");
    const traceparent = `00-${traceId}-${randomBytes(8).toString("hex")}-01`;
    const startedAtMs = Date.now();
    const answer = await client.testPrint({ printerId, branchId, traceparent });
    if (!answer.ok) throw new Error(answer.error.code);
    expect(answer.value.traceId).toBe(traceId);
    const { jobId } = answer.value.job;
    await until("completed", async () => (await client.job(jobId)).job.status === "completed");
    const click = { traceparent, name: "print.click", startedAtMs, endedAtMs: Date.now(), jobId };
    await client.emit(clientEvents.click, click);

    const ours = () => receiver.spans.filter((span) => span.traceId === traceId);
    const has = ([service, name]: readonly [string, string]) =>
      ours().some((span) => span.service === service && span.name === name);
    await until("all spans of the path", () => [...path, ...afterwards].every(has));
    // Spans still under way would be seen as orphans' missing parents.
    await until("every parent", () => orphansOf(ours()).length === 0);

    expect(rootsOf(ours()).map(({ name }) => name)).toEqual(["print.click"]);
    const chain = chainTo(ours(), "printermaster-agent", "agent.job");
    expect(chain.map(({ service, name }) => [service, name])).toEqual(path);
    expect((await client.job(jobId)).job.traceId).toBe(traceId);
  });

  it("that came by HTTP joins the caller's trace, or begins one", async () => {
    const { id: printerId, branchId } = stack.printers[0]!;
    const body = { printerId, branchId, document: { kind: "text", text: "traced" } };
    const traceId = randomBytes(16).toString("hex");
    const headers = { traceparent: `00-${traceId}-${randomBytes(8).toString("hex")}-00` };
    const joined = await client.submitByHttp("trace-1", body, headers);
    expect(joined.body).toMatchObject({ job: { traceId } });
    const begun = await client.submitByHttp("trace-2", body);
    expect(begun.body).toMatchObject({ job: { traceId: expect.stringMatching(/^[0-9a-f]{32}$/) } });
  });
});

const orphansOf = (spans: readonly ReceivedSpan[]) =>
  spans.filter(
    ({ parentSpanId }) => parentSpanId && !spans.some(({ spanId }) => spanId === parentSpanId),
  );

const rootsOf = (spans: readonly ReceivedSpan[]) => spans.filter((span) => !span.parentSpanId);

/** From the root down to the named span. */
function chainTo(spans: readonly ReceivedSpan[], service: string, name: string): ReceivedSpan[] {
  const chain: ReceivedSpan[] = [];
  let span = spans.find((one) => one.service === service && one.name === name);
  while (span) {
    chain.unshift(span);
    const parent: string | undefined = span.parentSpanId;
    span = parent ? spans.find(({ spanId }) => spanId === parent) : undefined;
  }
  return chain;
}
