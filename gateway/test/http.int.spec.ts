/** A bug here would look like: a stack in an answer, a job of another branch shown, a process that ends at bad input. */
import { createHash } from "node:crypto";
import {
  accepted,
  bannerOf,
  JobWithTimeline,
  LoggedIn,
  Problem,
  refused,
  subjects,
  SubmitPrint,
  DEFAULT_PRINTER_PROFILE,
  type PrintDocument,
} from "@printermaster/contracts";
import { composeDocument } from "@printermaster/receipts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COMPANY, jobState, printerState } from "./world/job-state.ts";
import { PASSWORD, startWorld, type World } from "./world/world.ts";

let world: World;
let anna: Record<string, string>;
let owner: Record<string, string>;

beforeAll(async () => {
  world = await startWorld();
  anna = { authorization: `Bearer ${await world.tokenOf("anna@acme.test")}` };
  owner = { authorization: `Bearer ${await world.tokenOf("owner@acme.test")}` };
  world.broker.on("submit", ({ body, branch }) => {
    const { printerId, idempotencyKey, class: jobClass } = SubmitPrint.parse(body);
    if (printerId === "missing") return refused("unknown-printer");
    if (printerId === "tested") return refused("too-many-requests", { retryAfterSeconds: 4 });
    if (printerId === "full") return refused("log-full", { retryAfterSeconds: 30 });
    if (printerId === "stuck") return refused("storage-unavailable", { retryAfterSeconds: "soon" });
    const job = jobState({ jobId: "job9", branch: branch ?? "", printerId, class: jobClass });
    return accepted({ job, replayed: idempotencyKey === "again" });
  });
});

afterAll(() => world.stop());

const text: PrintDocument = { kind: "text", text: "Two coffees" };
const print = { printerId: "bar", document: text };

async function problem(response: Response, status: number, code: string): Promise<Problem> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const body = Problem.parse(await response.json());
  expect(body).toMatchObject({ status, code });
  expect(response.status).toBe(status);
  expect(body.correlationId).toBe(response.headers.get("x-correlation-id"));
  expect(JSON.stringify(body)).not.toMatch(/node_modules|\.ts:|at \w+ \(/);
  return body;
}

describe("signing in", () => {
  test("gives a token and the branches it is for", async () => {
    const response = await world.post("/auth/login", {
      email: "OWNER@acme.test",
      password: PASSWORD,
    });
    expect(response.status).toBe(200);
    const signedIn = LoggedIn.parse(await response.json());
    expect(signedIn).toMatchObject({
      expiresIn: 900,
      user: { email: "owner@acme.test", role: "owner" },
      company: { id: COMPANY, name: "Acme" },
      branches: [{ id: "north" }, { id: "south" }],
    });
  });

  test("is refused alike for a wrong password and an unknown address", async () => {
    const wrong = { email: "anna@acme.test", password: "wrong" };
    const unknown = { email: "nobody@acme.test", password: PASSWORD };
    for (const body of [wrong, unknown])
      await problem(await world.post("/auth/login", body), 401, "bad-credentials");
  });

  test("with an address that no database takes is refused as a payload", async () => {
    const body = { email: "anna\u0000@acme.test", password: PASSWORD };
    await problem(await world.post("/auth/login", body), 400, "invalid-payload");
  });

  test("needs both fields", async () => {
    const body = await problem(
      await world.post("/auth/login", { email: "a@b" }),
      400,
      "invalid-payload",
    );
    expect(body.details).toMatchObject([{ field: "password" }]);
  });
});

describe("a request that is not usable", () => {
  const jobs = (body: unknown, headers: Record<string, string> = { "idempotency-key": "k" }) =>
    world.post("/v1/jobs", body, { ...anna, ...headers });

  test("for its address is told there is nothing there", async () => {
    await problem(await world.call("/v1/nothing"), 404, "unknown-route");
    const deleted = await world.call("/v1/jobs", { method: "DELETE" });
    await problem(deleted, 405, "method-not-allowed");
    expect(deleted.headers.get("allow")).toBe("OPTIONS, HEAD, POST, GET");
    await problem(await world.call("/%zz"), 404, "unknown-route");
  });

  test("for its body is told what is wrong with it", async () => {
    await problem(await jobs("{nope"), 400, "malformed-json");
    await problem(await jobs("x".repeat(600_000)), 413, "document-too-large");
    await problem(await jobs({ printerId: "BAR" }), 400, "invalid-payload");
    await problem(await jobs("[]"), 400, "invalid-payload");
    await problem(await jobs("null"), 400, "invalid-payload");
  });

  test("for the size of its document is told so", async () => {
    const block = { type: "text", text: "x".repeat(4096) };
    const document = { kind: "receipt", blocks: Array.from({ length: 70 }, () => block) };
    await problem(await jobs({ ...print, document }), 413, "document-too-large");
  });

  test("for its key is told that it needs one", async () => {
    await problem(await jobs(print, {}), 400, "idempotency-key-missing");
    await problem(
      await jobs(print, { "idempotency-key": "k".repeat(201) }),
      400,
      "invalid-payload",
    );
  });

  test("for its token is told to sign in", async () => {
    const headers = { authorization: "Bearer x" };
    await problem(await world.call("/v1/jobs", { headers }), 401, "unauthenticated");
    await problem(await world.call("/v1/printers"), 401, "unauthenticated");
  });

  test("for its branch is told what is missing", async () => {
    const key = { "idempotency-key": "k" };
    const elsewhere = { ...print, branchId: "south" };
    await problem(await jobs(elsewhere), 403, "forbidden");
    await problem(
      await world.post("/v1/jobs", print, { ...owner, ...key }),
      400,
      "invalid-payload",
    );
  });

  test("for its correlation id gets one of ours instead", async () => {
    const headers = { "x-correlation-id": "no spaces, please" };
    const response = await world.call("/livez", { headers });
    expect(response.headers.get("x-correlation-id")).toMatch(/^[a-z2-7]{26}$/);
  });
});

describe("submitting a print", () => {
  const submit = (key: string, body: object = print, headers: Record<string, string> = {}) =>
    world.post("/v1/jobs", body, { ...anna, "x-idempotency-key": key, ...headers });

  test("answers with the job and where it is", async () => {
    const response = await submit("first", print, { "x-correlation-id": "till-4711" });
    expect(response.status).toBe(201);
    expect(response.headers.get("location")).toBe("/v1/jobs/job9");
    expect(response.headers.get("x-correlation-id")).toBe("till-4711");
    expect(await response.json()).toMatchObject({ job: { jobId: "job9", branch: "north" } });
    expect(world.broker.heardOf("submit").at(-1)).toMatchObject({
      company: COMPANY,
      branch: "north",
      body: {
        idempotencyKey: "first",
        class: "receipt",
        submittedBy: { kind: "user", name: "Anna" },
      },
    });
  });

  test("a second time answers 200 and says that it is a repeat", async () => {
    const response = await submit("again");
    expect(response.status).toBe(200);
    expect(response.headers.get("idempotency-replayed")).toBe("true");
  });

  test("passes on what the orchestrator refuses", async () => {
    await problem(await submit("k", { ...print, printerId: "missing" }), 404, "unknown-printer");
  });

  test.each([
    ["tested", 429, "too-many-requests", "4"],
    ["full", 503, "log-full", "30"],
    ["stuck", 503, "storage-unavailable", "1"],
  ])(
    "that is refused for now says when to try again: %s",
    async (printerId, status, code, after) => {
      const response = await submit("k", { ...print, printerId });
      await problem(response, status, code);
      expect(response.headers.get("retry-after")).toBe(after);
    },
  );

  test("that is refused for good says no time", async () => {
    const response = await submit("k", { ...print, printerId: "missing" });
    expect(response.headers.get("retry-after")).toBeNull();
  });

  test("is one trace from the caller's span to the orchestrator", async () => {
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    await submit("traced", print, { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
    const asked = world.broker.heardOf("submit").at(-1)?.traceparent ?? "";
    expect(asked.slice(3, 35)).toBe(traceId);
    const ours = () => world.collector.ofTrace(traceId);
    await expect.poll(() => ours().map(({ name }) => name), { timeout: 5000 }).toHaveLength(2);
    const server = ours().find(({ name }) => name === "POST /v1/jobs");
    const client = ours().find(({ name }) => name === "publish print.cmd.submit");
    expect(server?.parentSpanId).toBe("b7ad6b7169203331");
    expect(client?.parentSpanId).toBe(server?.spanId);
    expect(asked.slice(36, 52)).toBe(client?.spanId);
  });
});

describe("lists", () => {
  test("ask the read model for the branches of the token only", async () => {
    world.broker.on("jobs", () => accepted({ jobs: [jobState()] }));
    world.broker.on("printers", () =>
      accepted({ printers: [{ ...printerState(), agentConnected: true }] }),
    );
    const jobs = await (await world.call("/v1/jobs?limit=5", { headers: anna })).json();
    expect(jobs).toMatchObject({ jobs: [{ jobId: "job1" }] });
    expect(world.broker.heardOf("jobs").at(-1)?.body).toEqual({ limit: 5, branches: ["north"] });
    const printers = await (await world.call("/v1/printers", { headers: anna })).json();
    expect(printers).toMatchObject({ printers: [{ printerId: "bar", agentConnected: true }] });
    expect(world.broker.heardOf("printers").at(-1)?.body).toEqual({ branches: ["north"] });
  });

  test("with a limit that is none are refused", async () => {
    const response = await world.call("/v1/jobs?limit=many", { headers: anna });
    await problem(response, 400, "invalid-payload");
  });

  test("whose answer is garbage end in `internal`, and the gateway lives", async () => {
    world.broker.on("jobs", () => "garbage");
    await problem(await world.call("/v1/jobs", { headers: anna }), 500, "internal");
    world.broker.on("jobs", () => accepted({ jobs: [{ jobId: 7 }] }));
    await problem(await world.call("/v1/jobs", { headers: anna }), 500, "internal");
    expect((await world.call("/readyz")).status).toBe(200);
  });
});

describe("a job", () => {
  const ended = jobState({ jobId: "job2", status: "completed", attempt: 1 });

  test("is read from the log with its history", async () => {
    await world.broker.storeJob("PrintSubmitted", jobState({ jobId: "job2" }));
    await world.broker.storeJob("PrintSubmitted", jobState({ jobId: "job3" }));
    await world.broker.storeJob("PrintCompleted", ended);
    const response = await world.call("/v1/jobs/job2", { headers: anna });
    const { job, timeline } = JobWithTimeline.parse(await response.json());
    expect(job).toMatchObject({ jobId: "job2", status: "completed" });
    expect(job).not.toHaveProperty("bodyHash");
    expect(timeline.map(({ type }) => type)).toEqual(["PrintSubmitted", "PrintCompleted"]);
  });

  test("of a branch that is not theirs does not exist", async () => {
    await world.broker.storeJob("PrintSubmitted", jobState({ jobId: "job4", branch: "south" }));
    await problem(await world.call("/v1/jobs/job4", { headers: anna }), 404, "unknown-job");
    expect((await world.call("/v1/jobs/job4", { headers: owner })).status).toBe(200);
  });

  test("whose last event cannot be read is as the one before it told", async () => {
    const poisoned = jobState({ jobId: "job5", status: "processing", attempt: 1 });
    await world.broker.storeJob("PrintDispatched", poisoned);
    const subject = subjects.job(COMPANY, "north", "job5");
    await world.broker.storeRaw(subject, "garbage");
    await world.broker.storeRaw(subject, '{"id":"event1"}');
    const response = await world.call("/v1/jobs/job5", { headers: anna });
    expect(response.status).toBe(200);
    const { job, timeline } = JobWithTimeline.parse(await response.json());
    expect(job).toMatchObject({ jobId: "job5", status: "processing" });
    expect(timeline.map(({ type }) => type)).toEqual(["PrintDispatched"]);
  });

  test("of which not one event can be read does not exist yet", async () => {
    world.broker.on("job", () => refused("unknown-job"));
    await world.broker.storeRaw(subjects.job(COMPANY, "north", "job6"), "garbage");
    await problem(await world.call("/v1/jobs/job6", { headers: anna }), 404, "unknown-job");
  });

  test("whose id is none, or of nobody, does not exist", async () => {
    world.broker.on("job", () => refused("unknown-job"));
    for (const id of ["nobody", "a.b", "%2a", "JOB2"])
      await problem(await world.call(`/v1/jobs/${id}`, { headers: anna }), 404, "unknown-job");
  });
});

describe("the picture of a job", () => {
  const paper = (path: string) => world.call(`/v1/jobs/${path}`, { headers: anna });
  const paperHash = async () =>
    createHash("sha256")
      .update(await composeDocument(text, { ...DEFAULT_PRINTER_PROFILE, columns: 42 }))
      .digest("hex");

  beforeAll(async () => {
    const subject = subjects.fleetPrinter(COMPANY, "north", "bar");
    await world.broker.storeFleet(subject, "PrinterReported", printerState());
  });

  test.each([
    ["exact", paperHash()],
    ["differs", Promise.resolve("0".repeat(64))],
    ["preview", undefined],
  ])("is said to be %s", async (likeness, hashed) => {
    const hash = await hashed;
    const state = jobState({ jobId: `paper${likeness}`, ...(hash ? { paperHash: hash } : {}) });
    await world.broker.storeDocument(state, text);
    await world.broker.storeJob("PrintCompleted", state);
    const svg = await paper(`${state.jobId}/paper.svg`);
    expect(svg.headers.get("x-paper")).toBe(likeness);
    expect(svg.headers.get("content-type")).toMatch(/^image\/svg\+xml/);
    expect(await svg.text()).toContain("coffees");
  });

  test.each([
    ["acopy", { copyOf: "job2" }, "COPY"],
    ["adoubt", { copyOf: "job2", possibleDuplicate: true }, "POSSIBLE"],
    ["astandin", { standsInFor: { printerId: "grill", name: "Grill" } }, "INSTEAD"],
  ])("of %s shows its banner, and is exact with it", async (jobId, mark, words) => {
    const marked = jobState({ jobId, ...mark });
    const profile = { ...DEFAULT_PRINTER_PROFILE, columns: 42 } as const;
    const bytes = await composeDocument(text, profile, bannerOf(marked));
    const state = { ...marked, paperHash: createHash("sha256").update(bytes).digest("hex") };
    await world.broker.storeDocument(state, text);
    await world.broker.storeJob("PrintCompleted", state);
    const svg = await paper(`${jobId}/paper.svg`);
    expect(svg.headers.get("x-paper")).toBe("exact");
    expect(await svg.text()).toContain(`>${words}</text>`);
  });

  test("is there as PNG, too", async () => {
    const png = await paper("paperexact/paper.png");
    expect(png.headers.get("content-type")).toBe("image/png");
    const body = Buffer.from(await png.arrayBuffer());
    expect(body.subarray(1, 4).toString()).toBe("PNG");
  });

  test("is drawn although the printer's last event cannot be read", async () => {
    await world.broker.storeRaw(subjects.fleetPrinter(COMPANY, "north", "bar"), "garbage");
    const svg = await paper("paperexact/paper.svg");
    expect(svg.headers.get("x-paper")).toBe("exact");
  });

  test("whose document cannot be read is not there", async () => {
    const state = jobState({ jobId: "job7" });
    await world.broker.storeJob("PrintSubmitted", state);
    await world.broker.storeRaw(subjects.document(COMPANY, "north", "job7"), "garbage");
    await problem(await paper("job7/paper.svg"), 404, "no-picture");
  });

  test("whose document is gone is no longer there", async () => {
    await problem(await paper("job2/paper.svg"), 404, "no-picture");
  });
});

describe("the dashboard's files", () => {
  test("come with a strict policy, and only hashed names are kept", async () => {
    const page = await world.call("/");
    expect(await page.text()).toContain("PrinterMaster");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(page.headers.get("cache-control")).toBe("no-cache");
    const asset = await world.call("/assets/index-abc.js");
    expect(asset.headers.get("cache-control")).toContain("immutable");
  });
});

test("health tells of broker and database; without the database only signing in is refused", async () => {
  expect(await (await world.call("/api/health")).json()).toMatchObject({
    status: "ok",
    database: "up",
    broker: "up",
    websocket: "up",
  });
  await world.database.stop();
  const login = { email: "anna@acme.test", password: PASSWORD };
  await problem(await world.post("/auth/login", login), 503, "read-model-unavailable");
  const headers = { ...anna, "idempotency-key": "without-database" };
  expect((await world.post("/v1/jobs", print, headers)).status).toBe(201);
  const health = await world.call("/api/health");
  expect(await health.json()).toMatchObject({ status: "degraded", database: "down" });
});
