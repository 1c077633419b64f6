/** A bug here would look like: an event told twice or never, a stream that outlives its job, a client that waits for nothing. */
import { accepted, JobNews, SubmitPrint, subjects, TestPrinted } from "@printermaster/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COMPANY, jobState, printerState } from "./world/job-state.ts";
import { startWorld, type World } from "./world/world.ts";

let world: World;
let anna: Record<string, string>;

beforeAll(async () => {
  world = await startWorld();
  anna = { authorization: `Bearer ${await world.tokenOf("anna@acme.test")}` };
  const subject = subjects.fleetPrinter(COMPANY, "north", "bar");
  await world.broker.storeFleet(subject, "PrinterReported", printerState());
  world.broker.on("printers", () =>
    accepted({ printers: [{ ...printerState({ name: "POS-80C" }), agentConnected: true }] }),
  );
  world.broker.on("submit", ({ body }) => {
    const { printerId, idempotencyKey, class: jobClass } = SubmitPrint.parse(body);
    const job = jobState({ jobId: idempotencyKey, printerId, class: jobClass });
    void world.broker.storeJob("PrintSubmitted", job);
    return accepted({ job, replayed: false });
  });
});

afterAll(() => world.stop());

const stored = (type: string, jobId: string, changes: Parameters<typeof jobState>[0] = {}) =>
  world.broker.storeJob(type, jobState({ jobId, ...changes }));
const dispatched = (jobId: string) => stored("PrintDispatched", jobId, { status: "processing" });
const completed = (jobId: string) => stored("PrintCompleted", jobId, { status: "completed" });

/** Reads a stream to its end, and says what it was told on the way. */
async function readAll(jobId: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${world.url}/v1/jobs/${jobId}/events`, {
    headers: { ...anna, ...headers },
  });
  const messages: { id: number; type: string }[] = [];
  let heard: (() => void) | undefined;
  const text = (async () => {
    let all = "";
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      all += chunk;
      for (const [, id, data] of chunk.matchAll(/id: (\d+)\ndata: (.*)\n\n/g))
        messages.push({ id: Number(id), type: JobNews.parse(JSON.parse(data!)).entry.type });
      heard?.();
    }
    return all;
  })();
  const until = (count: number) => expect.poll(() => messages.length).toBe(count);
  return { response, messages, text, until, onHeard: (run: () => void) => (heard = run) };
}

describe("the stream of a job", () => {
  test("tells each event as it is stored, and ends with the job", async () => {
    const first = await stored("PrintSubmitted", "stream1");
    const { response, messages, text, until } = await readAll("stream1");
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    await until(1);
    const second = await dispatched("stream1");
    await until(2);
    const third = await completed("stream1");
    await text;
    expect(messages).toEqual([
      { id: first, type: "PrintSubmitted" },
      { id: second, type: "PrintDispatched" },
      { id: third, type: "PrintCompleted" },
    ]);
  });

  test("goes on exactly behind what the client has heard", async () => {
    await stored("PrintSubmitted", "stream2");
    const second = await dispatched("stream2");
    const third = await completed("stream2");
    const { messages, text } = await readAll("stream2", { "last-event-id": String(second) });
    await text;
    expect(messages).toEqual([{ id: third, type: "PrintCompleted" }]);
  });

  test("is over for good when nothing more can come", async () => {
    await stored("PrintSubmitted", "stream3");
    const last = String(await completed("stream3"));
    const headers = { ...anna, "last-event-id": last };
    expect((await world.call("/v1/jobs/stream3/events", { headers })).status).toBe(204);
  });

  test("is refused like the job itself", async () => {
    await stored("PrintSubmitted", "stream4", { branch: "south" });
    const call = (headers: Record<string, string>) =>
      world.call("/v1/jobs/stream4/events", { headers });
    expect((await call(anna)).status).toBe(404);
    expect((await call({})).status).toBe(401);
    expect((await call({ ...anna, "last-event-id": "soon" })).status).toBe(400);
  });

  test("of a gateway that stops tells the client to come again", async () => {
    await stored("PrintSubmitted", "stream5");
    const other = await world.openGateway("gw-leaving");
    const response = await fetch(`http://127.0.0.1:${other.port}/v1/jobs/stream5/events`, {
      headers: anna,
    });
    await other.stop(AbortSignal.abort());
    expect(await response.text()).toMatch(/retry: \d+\n\n$/);
  });
});

describe("a submit that prefers to wait", () => {
  const submit = (key: string, prefer: string) =>
    world.post(
      "/v1/jobs",
      { printerId: "bar", document: { kind: "text", text: "Two coffees" } },
      { ...anna, "idempotency-key": key, prefer },
    );

  test("is answered with the job as it has ended", async () => {
    const answer = submit("waited1", "respond-async, wait=30");
    await expect.poll(() => world.broker.heardOf("submit").length).toBe(1);
    await dispatched("waited1");
    await completed("waited1");
    const response = await answer;
    expect(response.status).toBe(201);
    expect(response.headers.get("preference-applied")).toBe("wait=30");
    expect(await response.json()).toMatchObject({ job: { status: "completed" } });
  });

  test("is answered with the job as it is when the time is over", async () => {
    const response = await submit("waited2", "wait=1");
    expect(response.headers.get("preference-applied")).toBe("wait=1");
    expect(await response.json()).toMatchObject({ job: { jobId: "waited2", status: "pending" } });
  });

  test.each(["retry", "reprint"])("is a %s as well", async (verb) => {
    const [dead, again] = [`dead${verb}`, `again${verb}`];
    await stored("PrintExpired", dead, { status: "aborted", reason: "job-expired" });
    world.broker.on(verb, () => accepted({ job: jobState({ jobId: again }), replayed: false }));
    const headers = { ...anna, "idempotency-key": verb, prefer: "wait=30" };
    const answer = world.post(`/v1/jobs/${dead}/${verb}`, "", headers);
    await expect.poll(() => world.broker.heardOf(verb).length).toBe(1);
    await completed(again);
    const response = await answer;
    expect(response.headers.get("preference-applied")).toBe("wait=30");
    expect(await response.json()).toMatchObject({ job: { jobId: again, status: "completed" } });
  });

  test("in words that nobody understands does not wait", async () => {
    const response = await submit("waited3", "wait=long");
    expect(response.status).toBe(201);
    expect(response.headers.get("preference-applied")).toBeNull();
  });
});

describe("a test print of an old client", () => {
  const test1 = (body: object) => world.post("/printer-bridge/test-print", body, anna);

  test.each(["bar", "POS-80C"])("of %s is answered with its outcome", async (printer) => {
    const idempotencyKey = `test${printer.length}`;
    const answer = test1({ printer, idempotencyKey });
    await expect
      .poll(() => world.broker.heardOf("submit").at(-1)?.body)
      .toMatchObject({ idempotencyKey, printerId: "bar", class: "test" });
    await completed(idempotencyKey);
    const told = TestPrinted.parse(await (await answer).json());
    expect(told).toMatchObject({ success: true, message: "Printed.", printerId: "bar" });
  });

  test("of a printer that nobody knows is refused", async () => {
    const response = await test1({ printer: "POS-58" });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: "unknown-printer" });
  });
});
