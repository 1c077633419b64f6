// A bug here would look like this: a support engineer's curl is refused for its type, or printed under another branch, or as JSON.
import { accepted, Problem, subjects, type PrintDocument } from "@printermaster/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { COMPANY, jobState, printerState } from "./world/job-state.ts";
import { startWorld, type World } from "./world/world.ts";

type Body = string | Uint8Array<ArrayBuffer>;

let world: World;
let anna: Record<string, string>;

beforeAll(async () => {
  world = await startWorld();
  anna = { authorization: `Bearer ${await world.tokenOf("anna@acme.test")}` };
  world.broker.on("submit", () => accepted({ job: jobState({ jobId: "job9" }), replayed: false }));
  const subject = subjects.fleetPrinter(COMPANY, "north", "bar");
  await world.broker.storeFleet(subject, "PrinterReported", printerState());
});
afterAll(() => world.stop());

const send = (type: string, body: Body, query = "printerId=bar&class=kitchen&deadlineSeconds=60") =>
  world.call(`/v1/jobs?${query}`, {
    method: "POST",
    body,
    headers: { ...anna, "idempotency-key": `${type} ${query}`, "content-type": type },
  });

const RED_DOT =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8Dwn4EBAAQEAf9Bl3yJAAAAAElFTkSuQmCC";

test.each<[string, Body, PrintDocument]>([
  ["text/plain; charset=utf-8", "Tea\n# 2 €", { kind: "text", text: "Tea\n# 2 €" }],
  ["text/x-receipt", "# Café\n@cut", { kind: "markup", text: "# Café\n@cut" }],
  ["image/png", Uint8Array.from(Buffer.from(RED_DOT, "base64")), { kind: "png", data: RED_DOT }],
  [
    "application/octet-stream",
    Uint8Array.of(0x41, 0x0a, 0x1b, 0x40),
    { kind: "escpos", data: "QQobQA==" },
  ],
])("a body of %s is the document, and its address says the rest", async (type, body, document) => {
  expect((await send(type, body)).status).toBe(201);
  expect(world.broker.heardOf("submit").at(-1)).toMatchObject({
    branch: "north",
    body: { printerId: "bar", class: "kitchen", deadlineSeconds: 60, document },
  });
});

test.each<[string, string, Body, string | undefined, string]>([
  ["says which line", "text/x-receipt", "a\n@no", undefined, "line 2: there is no @no"],
  ["says what is missing", "text/plain", "a", "class=kitchen", "printerId"],
  ["says that it is no picture", "image/png", "abcdef", undefined, "not a PNG"],
  [
    "says where bytes break off",
    "application/octet-stream",
    "\x1dv0",
    undefined,
    "end inside a command",
  ],
])("what cannot be printed %s", async (_, type, body, query, words) => {
  const response = await send(type, body, query);
  const { code, details } = Problem.parse(await response.json());
  expect([response.status, code]).toEqual([400, "invalid-payload"]);
  expect(JSON.stringify(details)).toContain(words);
});

test("no other type is taken, and no other address takes these", async () => {
  expect((await send("text/html", "<b>")).status).toBe(415);
  const headers = { ...anna, "content-type": "text/plain" };
  const cancel = await world.call("/auth/login", { method: "POST", body: "x", headers });
  expect(cancel.status).toBe(415);
});
