/** A bug here would look like: a request that makes a gateway fail, or that is answered as its OpenAPI document does not say. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Gateway } from "../src/start-gateway.ts";
import { openApi } from "../src/http/openapi.ts";
import {
  heldAgainst,
  operationsOf,
  type Answer,
  type Document,
  type Operation,
} from "./fuzz/document.ts";
import { requestsOf, type Request } from "./fuzz/requests.ts";
import type { Known } from "./fuzz/values.ts";
import { answerAsOrchestrators } from "./isolation/orchestrators.ts";
import { furnish, targets } from "./isolation/targets.ts";
import { API_KEY, startWorld, type World } from "./world/world.ts";

/** Of each route, good ones and broken ones alike. */
const REQUESTS = Number(process.env["PM_FUZZ_REQUESTS"] ?? 8);
/** The same requests each time, unless it is told otherwise. */
const SEED = Number(process.env["PM_FUZZ_SEED"] ?? 4711);
/** A job's events, or the flow behind the screens, have no end. */
const STREAM = "text/event-stream";
const TEST_MS = 30_000 + REQUESTS * 500;

const operations = operationsOf(openApi() as unknown as Document);
const named = operations.map((operation) => ({
  name: `${operation.method.toUpperCase()} ${operation.path}`,
  operation,
}));

let world: World;
let gateway: Gateway;
let served: Document;
let held: ReturnType<typeof heldAgainst>;
let known: Known;
const credentials = new Map<string, Record<string, string>>();
const taken = new Set<Operation>();
const roles = ["owner", "mona", "anna", "sue", "pos", "nobody"] as const;

beforeAll(async () => {
  world = await startWorld();
  answerAsOrchestrators(world);
  await furnish(world);
  // How much one client may ask is no matter here.
  gateway = await world.openGateway("gw-fuzzed", undefined, { PM_LIMITS_TIMES: 10_000 });
  for (const role of ["owner", "mona", "anna", "sue"])
    credentials.set(role, { authorization: `Bearer ${await world.tokenOf(`${role}@acme.test`)}` });
  credentials.set("pos", { "x-api-key": API_KEY });
  served = (await (await fetch(url("/openapi.json"))).json()) as Document;
  held = heldAgainst(served);
  known = whatIsThere();
}, 60_000);
afterAll(async () => {
  await gateway?.stop(AbortSignal.abort());
  await world?.stop();
});

function whatIsThere(): Known {
  const of = (field: "job" | "printer" | "device" | "order" | "licence") =>
    targets.map((at) => at[field]);
  return {
    branchId: ["north"],
    printerId: ["printernorth"],
    printer: ["printernorth"],
    backup: ["printersouth"],
    deviceId: of("device"),
    prefer: ["wait=0"],
    jobs: of("job"),
    printers: of("printer"),
    orders: of("order"),
    licences: of("licence"),
    devices: of("device"),
    "api-keys": targets.map(({ apiKey }) => apiKey),
    branches: ["north"],
  };
}

const url = (path: string): string => `http://127.0.0.1:${gateway.port}${path}`;
const written = ({ type, body }: Request): string | undefined =>
  type === "application/json" ? JSON.stringify(body) : (body as string | undefined);

async function answerTo(
  method: string,
  request: Request,
  who: Record<string, string> = {},
): Promise<Answer> {
  const { path, headers, type } = request;
  const body = written(request);
  const answer = await fetch(url(path), {
    method: method.toUpperCase(),
    headers: { ...headers, ...who, ...(type === undefined ? {} : { "content-type": type }) },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(25_000),
  });
  const answered = (answer.headers.get("content-type") ?? "").split(";", 1).join("");
  if (answered === STREAM) await answer.body?.cancel();
  const read = answered === STREAM ? undefined : await answer.text();
  return { status: answer.status, type: answered, body: read };
}

test("the document that is served names every route", () => {
  expect(operationsOf(served).map(({ method, path }) => `${method} ${path}`)).toEqual(
    operations.map(({ method, path }) => `${method} ${path}`),
  );
});

describe.each(named)("$name", ({ operation }) => {
  const ask = async (request: Request, role: (typeof roles)[number]): Promise<Answer> => {
    // Who signs out would be refused from then on.
    const who = operation.security?.length === 0 ? {} : credentials.get(role);
    const answer = await answerTo(operation.method, request, who);
    const breach = held.breach(operation, answer);
    if (breach) throw new Error(`${breach}: ${answer.status} ${answer.body}`);
    return answer;
  };
  const parameters = { seed: SEED, numRuns: variety(operation) ? REQUESTS : 2 };

  test(
    "answers good requests as documented",
    async () => {
      const requests = requestsOf(operation, known, true);
      const property = fc.asyncProperty(requests, async (request) => {
        const { status } = await ask(request, "owner");
        if (operation.security?.length !== 0) expect(status).not.toBe(401);
        if (status < 300) taken.add(operation);
      });
      await fc.assert(property, parameters);
    },
    TEST_MS,
  );

  test(
    "answers broken requests as documented, whoever asks, and takes none",
    async () => {
      const requests = requestsOf(operation, known, false);
      const property = fc.asyncProperty(
        requests,
        fc.constantFrom(...roles),
        async (request, role) => {
          const { status } = await ask(request, role);
          const isTaken = status < 300 && request.type === "application/json";
          if (isTaken) expect(held.takes(operation, asHeard(request))).toBe(true);
        },
      );
      await fc.assert(property, parameters);
    },
    TEST_MS,
  );
});

/** Whether there is anything of it that may be one way or another. */
const variety = ({ parameters, requestBody }: Operation): boolean =>
  requestBody !== undefined || parameters.length > 0;

test("most routes took something: not only refusals were seen", () => {
  expect(taken.size).toBeGreaterThan(operations.length * 0.75);
});

const asHeard = (request: Request): unknown => JSON.parse(written(request) ?? "null");

test("other methods are refused, and those that there are, are said", async () => {
  for (const [path, methods] of Object.entries(served.paths)) {
    const there = Object.keys(methods).map((method) => method.toUpperCase());
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"].filter(
      (one) => !there.includes(one),
    )) {
      const address = url(path.replaceAll(/\{\w+\}/g, "one"));
      const answer = await fetch(address, { method });
      expect([method, path, answer.status]).toEqual([method, path, 405]);
      const allowed = answer.headers.get("allow")?.split(", ").toSorted();
      const heads = there.includes("GET") ? ["HEAD"] : [];
      expect(allowed).toEqual([...there, ...heads, "OPTIONS"].toSorted());
      await answer.arrayBuffer();
    }
  }
});
