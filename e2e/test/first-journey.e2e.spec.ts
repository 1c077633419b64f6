/** A bug here would look like: an accepted print without paper, or a client that never gets an answer. */
import { connect } from "@nats-io/transport-node";
import { subjects } from "@printermaster/contracts";
import type { Stack } from "@printermaster/infra";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Client } from "../src/client.ts";
import { freshStack } from "../src/fresh-stack.ts";
import { ticketsOf, ticketsWith } from "../src/paper.ts";
import { until } from "../src/patience.ts";
import { refusedByBroker } from "../src/refused-by-broker.ts";

describe("one print, all the way", () => {
  let stack: Stack;
  let client: Client;
  let printerId: string;
  let branchId: string;

  beforeAll(async () => {
    stack = await freshStack();
    client = await (await Client.logIn(stack)).connect();
    ({ id: printerId, branchId } = stack.printers[0]!);
  });
  afterAll(async () => {
    client?.close();
    await stack?.stop();
  });

  const order = (text: string) => ({ printerId, branchId, document: { kind: "text", text } });
  const paperWith = (words: string) =>
    until(`paper with ${words}`, async () => {
      const found = ticketsWith(await ticketsOf(stack, printerId), words);
      return found.length > 0 && found;
    });

  it("a test print shows its steps, in the log's order, and lies on paper with its facts", async () => {
    const answer = await client.testPrint({ printerId, branchId, correlationId: "click-1" });
    if (!answer.ok) throw new Error(answer.error.code);
    const { jobId } = answer.value.job;
    const steps = () => client.progress.filter((event) => event.jobId === jobId);
    await until("completed", () => steps().some(({ step }) => step === "completed"));

    const stored = steps().filter(({ sequence }) => sequence !== undefined);
    expect(stored.map(({ step }) => step)).toEqual(["submitted", "dispatched", "completed"]);
    const sequences = stored.map(({ sequence }) => sequence!);
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
    expect(stored.at(-1)?.job).not.toHaveProperty("bodyHash");

    const [ticket] = await paperWith("click-1");
    const words = ticket!.text.join("\n");
    for (const fact of [stack.printers[0]!.name, "Old Town", answer.value.traceId])
      expect(words).toContain(fact);
    expect(words).toMatch(/\d{4}-\d{2}-\d{2}/);
  });

  it("the picture of a job is made of the very bytes that the printer received", async () => {
    const { body } = await client.submitByHttp("picture", order("A picture of this"));
    const { jobId } = (body as { job: { jobId: string } }).job;
    await until("completed", async () => (await client.job(jobId)).job.status === "completed");
    const picture = await client.http("GET", `/v1/jobs/${jobId}/paper.svg`);
    expect(picture.headers.get("x-paper")).toBe("exact");
    expect(String(picture.body)).toContain("<svg");
    const [ticket] = await paperWith("A picture of this");
    expect((await client.job(jobId)).job.paperHash).toBe(ticket!.sha256);
    const png = await client.http("GET", `/v1/jobs/${jobId}/paper.png`);
    expect(png.headers.get("content-type")).toBe("image/png");
  });

  it("HTTP answers 201 with the job's address, and 200 with the same job for the same key", async () => {
    const first = await client.submitByHttp("http-1", order("Once by HTTP"));
    expect(first.status).toBe(201);
    const { job } = first.body as { job: { jobId: string } };
    expect(first.headers.get("location")).toBe(`/v1/jobs/${job.jobId}`);
    const again = await client.submitByHttp("http-1", order("Once by HTTP"));
    expect(again.status).toBe(200);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect((again.body as { job: { jobId: string } }).job.jobId).toBe(job.jobId);
    await until("completed", async () => (await client.job(job.jobId)).job.status === "completed");
    expect(await paperWith("Once by HTTP")).toHaveLength(1);
    const { timeline } = await client.job(job.jobId);
    expect(timeline.map(({ type }) => type)).toEqual([
      "PrintSubmitted",
      "PrintDispatched",
      "PrintCompleted",
    ]);
  });

  it("lists jobs and printers from the read model", async () => {
    const printers = (await client.http("GET", "/v1/printers")).body;
    expect(printers).toMatchObject({ printers: [{ printerId, branch: branchId }, {}] });
    await until("the projector", async () => {
      const { body } = await client.http("GET", "/v1/jobs?limit=5");
      const { jobs } = body as { jobs: { status: string }[] };
      return jobs.length > 0 && jobs.every(({ status }) => status === "completed");
    });
  });

  it.each<[string, number, string, () => Promise<{ status: number; body: unknown }>]>([
    ["no key", 400, "idempotency-key-missing", () => client.http("POST", "/v1/jobs", order("x"))],
    ["no JSON", 400, "malformed-json", () => client.submitByHttp("bad-1", "{garbage")],
    ["no document", 400, "invalid-payload", () => client.submitByHttp("bad-2", { printerId })],
    [
      "a used key for another body",
      422,
      "key-reused",
      () => client.submitByHttp("http-1", order("Y")),
    ],
    [
      "a printer that is not there",
      404,
      "unknown-printer",
      () => client.submitByHttp("bad-3", { ...order("x"), printerId: "ghost" }),
    ],
    [
      "a branch that is not theirs",
      403,
      "forbidden",
      () => client.submitByHttp("bad-4", { ...order("x"), branchId: "elsewhere" }),
    ],
    ["a job that is not there", 404, "unknown-job", () => client.http("GET", "/v1/jobs/nosuchjob")],
    ["no address", 404, "unknown-route", () => client.http("GET", "/v1/nothing")],
    [
      "a document of a megabyte",
      413,
      "document-too-large",
      () => client.submitByHttp("bad-5", order("x".repeat(1_000_000))),
    ],
  ])("HTTP refuses %s with %i %s", async (_, status, code, ask) => {
    const reply = await ask();
    expect(reply).toMatchObject({ status, body: { code, status } });
  });

  it("refuses malformed socket messages with a code, and outlives those without acknowledgement", async () => {
    for (const payload of [
      undefined,
      null,
      7,
      "text",
      [],
      { printerId: 5 },
      { __proto__: { a: 1 } },
    ])
      expect(await client.submit(payload as object)).toMatchObject({
        ok: false,
        error: { code: "invalid-payload" },
      });
    client.emitPlain("print:submit");
    client.emitPlain("printer:test", { printerId: {} });
    client.emitPlain("testPrinter", null, "x", 1);
    client.emitPlain("no:such:event", {});
    const alive = await client.submit({ ...order("Still alive"), idempotencyKey: "alive" });
    expect(alive).toMatchObject({ ok: true });
  });

  it("an independent NATS client submits with plain JSON and is answered, also for garbage", async () => {
    const { host } = new URL(stack.natsUrl);
    const connection = await connect({ servers: host });
    const subject = subjects.command(stack.demo.company.id, branchId, "submit", "nats-1");
    const ask = async (body: string) => (await connection.request(subject, body)).json();
    expect(await ask("garbage")).toMatchObject({ ok: false, error: { code: "malformed-json" } });
    const { branchId: _, ...submission } = order("From NATS");
    const body = JSON.stringify({ ...submission, idempotencyKey: "nats-1" });
    expect(await ask(body)).toMatchObject({ ok: true, value: { replayed: false } });
    await connection.close();
    expect(await paperWith("From NATS")).toHaveLength(1);
  });

  it("says nothing on the broker that a process may not", () => {
    expect(refusedByBroker(stack)).toEqual([]);
  });

  it("has no process that died on the way", () => {
    expect(stack.processes().filter(({ restarts }) => restarts > 0)).toEqual([]);
  });
});
