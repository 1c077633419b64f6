/** A bug here would look like: an HTML page, an empty answer or a hang where a coded problem should be. */
import { connect } from "node:net";
import { accepted, Problem, RegistryStatus, subjects } from "@printermaster/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COMPANY, jobState, printerState } from "./world/job-state.ts";
import { startWorld, type World } from "./world/world.ts";

let world: World;
let anna: Record<string, string>;
let owner: Record<string, string>;

beforeAll(async () => {
  world = await startWorld();
  anna = { authorization: `Bearer ${await world.tokenOf("anna@acme.test")}` };
  owner = { authorization: `Bearer ${await world.tokenOf("owner@acme.test")}` };
  const subject = subjects.fleetPrinter(COMPANY, "north", "bar");
  await world.broker.storeFleet(subject, "PrinterReported", printerState());
});

afterAll(() => world.stop());

async function code(response: Response): Promise<string> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const { status, code } = Problem.parse(await response.json());
  return `${status} ${code} ${response.status}`;
}

describe("a request at the edges of HTTP", () => {
  const json = { "content-type": "application/json" };

  test.each<[string, string, RequestInit, string]>([
    [
      "in another type",
      "/auth/login",
      { method: "POST", body: "a=b" },
      "415 unsupported-media-type",
    ],
    [
      "in another alphabet",
      "/auth/login",
      {
        method: "POST",
        body: "{}",
        headers: { "content-type": "application/json; charset=latin1" },
      },
      "415 unsupported-media-type",
    ],
    [
      "squeezed by a method nobody knows",
      "/auth/login",
      { method: "POST", body: "{}", headers: { ...json, "content-encoding": "compress" } },
      "415 unsupported-media-type",
    ],
    [
      "for a type we have not",
      "/livez",
      { headers: { accept: "text/html" } },
      "406 not-acceptable",
    ],
    ["by another method", "/livez", { method: "PUT" }, "405 method-not-allowed"],
    ["for an address that cannot be read", "/v1/jobs/%zz", {}, "404 unknown-route"],
    ["for nothing", "/v2/jobs", {}, "404 unknown-route"],
    [
      "larger than is read",
      "/auth/login",
      { method: "POST", headers: json, body: `"${"x".repeat(600_000)}"` },
      "413 document-too-large",
    ],
  ])("%s is told so", async (_, path, init, expected) => {
    expect(await code(await world.call(path, init))).toBe(`${expected} ${expected.slice(0, 3)}`);
  });

  test("by OPTIONS is told what the address takes", async () => {
    const response = await world.call("/v1/printers/bar/backup", { method: "OPTIONS" });
    expect(response.status).toBe(204);
    expect(response.headers.get("allow")).toBe("OPTIONS, PUT");
  });

  test("by HEAD is answered like GET, without a body", async () => {
    const response = await world.call("/livez", { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("");
  });

  test.each([
    ["with headers of 20 KB", `GET /livez HTTP/1.1\r\nx-much: ${"x".repeat(20_000)}\r\n\r\n`, 431],
    ["that is not HTTP", "HELLO\r\n\r\n", 400],
  ])("%s is answered on the bare connection", async (_, text, status) => {
    const socket = connect(world.port, "127.0.0.1").end(text);
    const answer = (await socket.setEncoding("utf8").toArray()).join("");
    const [head = "", body = ""] = answer.split("\r\n\r\n");
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(Problem.parse(JSON.parse(body))).toMatchObject({ status });
  });
});

describe("printers and branches", () => {
  test("are read one by one", async () => {
    const read = (path: string, headers = owner) => world.call(path, { headers });
    expect(await (await read("/v1/printers/bar")).json()).toMatchObject({
      printer: { name: "Bar" },
    });
    expect((await read("/v1/printers/bar?branchId=south")).status).toBe(404);
    expect((await read("/v1/printers/bar?branchId=south", anna)).status).toBe(403);
    expect((await read("/v1/printers/nope")).status).toBe(404);
    expect(await (await read("/v1/branches/north/policies")).json()).toMatchObject({
      policies: { test: { unknown: "drop" }, receipt: { unknown: "hold" } },
    });
    expect(await code(await read("/v1/branches/south/policies", anna))).toBe(
      "404 unknown-branch 404",
    );
  });

  test("are set by those who manage, in their own branch", async () => {
    const put = (path: string, body: unknown, headers: Record<string, string>) =>
      world.call(path, {
        method: "PUT",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      });
    const backup = { printerId: "grill", afterSeconds: 5 };
    const policies = { receipt: { backlog: { kind: "summary" }, unknown: "reprint" } };
    world.broker.on("backup", () => accepted({ printer: printerState({ backup }) }));
    world.broker.on("policy", ({ branch }) =>
      accepted({
        branch: { company: COMPANY, branch, policies, setAt: "2026-03-01T09:00:00.000Z" },
      }),
    );
    const set = await put("/v1/printers/bar/backup", { backup }, owner);
    expect(await set.json()).toMatchObject({ printer: { backup } });
    expect(world.broker.heardOf("backup").at(-1)).toMatchObject({
      company: COMPANY,
      branch: "north",
      body: { printerId: "bar", backup },
    });
    const rules = await put("/v1/branches/south/policies", { policies }, owner);
    expect(await rules.json()).toMatchObject({
      policies: { ...policies, test: { unknown: "drop" } },
    });
    expect(world.broker.heardOf("policy").at(-1)).toMatchObject({ branch: "south" });
    for (const [path, body] of [
      ["/v1/printers/bar/backup", { backup }],
      ["/v1/branches/north/policies", { policies }],
    ] as const)
      expect(await code(await put(path, body, anna))).toBe("403 forbidden 403");
  });
});

describe("a list of jobs", () => {
  test("is asked for with all that the caller said, in the caller's branches", async () => {
    world.broker.on("jobs", () =>
      accepted({ jobs: [jobState()], nextCursor: "2026-11-21T10:00:00.000Z_job1" }),
    );
    const query = "branchId=south&printerId=bar&status=completed&class=receipt&text=tea&limit=3";
    const cursor = "2026-11-21T10:00:00.000Z_job1";
    const response = await world.call(`/v1/jobs?${query}&cursor=${cursor}`, { headers: owner });
    expect(await response.json()).toMatchObject({ nextCursor: cursor });
    expect(world.broker.heardOf("jobs").at(-1)?.body).toEqual({
      branches: ["south"],
      printerId: "bar",
      statuses: ["completed"],
      class: "receipt",
      text: "tea",
      cursor,
      limit: 3,
    });
    const foreign = await world.call("/v1/jobs?branchId=south", { headers: anna });
    expect(await code(foreign)).toBe("403 forbidden 403");
    for (const bad of ["status=lost", "cursor=x", "since=yesterday", "since=0000-01-01T00:00:00Z"])
      expect((await world.call(`/v1/jobs?${bad}`, { headers: anna })).status).toBe(400);
  });

  test("that have not ended is what old clients ask for", async () => {
    const response = await world.call("/printing/jobs/active", { headers: anna });
    expect(await response.json()).toMatchObject({ total: 1, jobs: [{ jobId: "job1" }] });
    expect(world.broker.heardOf("jobs").at(-1)?.body).toEqual({
      branches: ["north"],
      statuses: ["pending", "pending-held", "processing", "processing-stopped"],
      limit: 200,
    });
  });
});

test("the registry tells of every gateway that runs, until it has stopped", async () => {
  const gateways = async () => {
    const response = await world.call("/printing/service-registry/status", { headers: anna });
    const { gateways } = RegistryStatus.parse(await response.json());
    return gateways.map(({ instance }) => instance);
  };
  const other = await world.openGateway("gw-other");
  expect(await gateways()).toEqual(["gw-other", "gw-test"]);
  await other.stop(AbortSignal.abort());
  expect(await gateways()).toEqual(["gw-test"]);
});
