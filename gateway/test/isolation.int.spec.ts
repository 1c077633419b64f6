/** A bug here would look like: one tenant that reads, moves or merely notices what is another's, by any route or event. */
import { socketTables, type Answer } from "@printermaster/contracts";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { permissions } from "../src/accounts/domain/permissions.ts";
import { allRoutes } from "../src/http/routes/all-routes.ts";
import type { Route } from "../src/http/routes/route.ts";
import { httpLines, type Call } from "./isolation/http-lines.ts";
import { answerAsOrchestrators } from "./isolation/orchestrators.ts";
import {
  agentLines,
  availabilityLines,
  olderAgentLines,
  ordersLines,
  webLines,
} from "./isolation/socket-lines.ts";
import { furnish, jobOf, secretOf, targets, type Target } from "./isolation/targets.ts";
import { agentAuth, API_KEY, connected, startWorld, type World } from "./world/world.ts";

const everywhere = ["north", "south"];
const roles = {
  owner: { email: "owner@acme.test", branches: everywhere },
  manager: { email: "manager@acme.test", branches: ["north"] },
  staff: { email: "anna@acme.test", branches: ["north"] },
  support: { email: "support@acme.test", branches: everywhere },
  pos: { email: "", branches: ["north"] },
} as const;
type RoleName = keyof typeof roles;
const roleNames = Object.keys(roles) as RoleName[];
const people = roleNames.filter((role) => role !== "pos");

let world: World;
const credentials = new Map<RoleName, Record<string, string>>();
const tokens = new Map<RoleName, string>();
/** Everything that is said on NATS, a gateway's readings of the logs included. */
let tapped: string[] = [];

beforeAll(async () => {
  world = await startWorld();
  answerAsOrchestrators(world);
  await furnish(world);
  for (const role of people) {
    const token = await world.tokenOf(roles[role].email);
    tokens.set(role, token);
    credentials.set(role, { authorization: `Bearer ${token}` });
  }
  credentials.set("pos", { "x-api-key": API_KEY });
  world.broker.nats.subscribe(">", {
    callback: (_error, { subject, data }) => {
      tapped.push(`${subject} ${Buffer.from(data).toString()}`);
    },
  });
  await world.broker.nats.flush();
}, 120_000);
afterAll(() => world.stop());

const mayUse = (role: RoleName, { company, branch }: Target): boolean =>
  company === "acme" && (roles[role].branches as readonly string[]).includes(branch);
const has = (role: RoleName, who: Route["who"]): boolean =>
  who === "signed-in" || who === "anybody" || permissions[role].includes(who);
const strangeTo = (role: RoleName) => targets.filter((at) => !mayUse(role, at));
/** The names of the other company, as tokens of a subject or values of a field; what was tried is in our own audit log and flow. */
const tellsOfZeta = (said: string): boolean =>
  /\b(zeta|zbranch)\b/.test(said) &&
  !/^(audit\.v1\.\w+\.acme\.|gateway\.v1\.flow\.acme )/.test(said);

async function call(method: string, { path, body }: Call, headers: Record<string, string>) {
  tapped = [];
  const key = { "idempotency-key": `${method} ${path} ${Math.random()}`, prefer: "wait=0" };
  const type = body === undefined ? {} : { "content-type": "application/json" };
  const init = {
    method: method.toUpperCase(),
    headers: { ...headers, ...key, ...type },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(20_000),
  };
  const answer = await fetch(world.url + path, init);
  const isStream = answer.headers.get("content-type")?.startsWith("text/event-stream");
  const text = isStream ? "" : await answer.text();
  if (isStream) await answer.body?.cancel();
  await world.broker.nats.flush();
  return { status: answer.status, text };
}

function expectNothingStrange(role: RoleName, text: string): void {
  for (const at of strangeTo(role)) expect(text).not.toContain(secretOf(at));
  expect(tapped.filter(tellsOfZeta)).toEqual([]);
}

test("every route, and every event of every client, has its line", () => {
  const rows = allRoutes.map(({ method, path }) => `${method} ${path}`);
  expect(Object.keys(httpLines).toSorted()).toEqual(rows.toSorted());
  const says = (client: string) =>
    Object.keys(socketTables.find(({ who }) => who === client)!.says).toSorted();
  expect(Object.keys(webLines).toSorted()).toEqual(says("web client"));
  expect(Object.keys(agentLines).toSorted()).toEqual(says("agent"));
  expect(Object.keys(olderAgentLines).toSorted()).toEqual(says("agent of the older kind"));
  expect(Object.keys(ordersLines).toSorted()).toEqual(says("orders on a page"));
  expect(Object.keys(availabilityLines).toSorted()).toEqual(says("availability on a page"));
  const pages = ["orders on a page", "availability on a page"];
  const known = ["web client", "agent", "agent of the older kind", ...pages];
  expect(socketTables.map(({ who }) => who)).toEqual(known);
});

const guarded = allRoutes.filter(({ who }) => who !== "anybody");

describe.each(guarded)("$method $path", (route) => {
  const line = httpLines[`${route.method} ${route.path}`];
  const cells = roleNames.flatMap((role) =>
    (typeof line === "function" ? targets : targets.slice(0, 1)).map((at) => ({ role, at })),
  );
  const callAt = (at: Target): Call =>
    typeof line === "function" ? line(at) : { path: route.path };

  test("is nobody's without a credential", async () => {
    for (const at of targets) expect((await call(route.method, callAt(at), {})).status).toBe(401);
  });

  test.each(cells)("$role at $at.name", async ({ role, at }) => {
    const { status, text } = await call(route.method, callAt(at), credentials.get(role)!);
    expectNothingStrange(role, text);
    if (!has(role, route.who)) expect(status, text).toBe(403);
    else if (mayUse(role, at) || typeof line !== "function")
      expect([401, 403]).not.toContain(status);
    else expect([403, 404], text).toContain(status);
    expect(status, text).toBeLessThan(500);
  });
});

describe("the sockets of people", () => {
  const namespaces = {
    "/printing-ws": webLines,
    "/orders": ordersLines,
    "/availability": availabilityLines,
  };
  const sockets = new Map<string, Socket>();
  beforeAll(async () => {
    for (const namespace of Object.keys(namespaces))
      for (const role of people) {
        const auth = { token: tokens.get(role), branchId: "zbranch", companyId: "zeta" };
        const options = { transports: ["websocket"], forceNew: true, auth };
        const socket = io(world.url + namespace, options);
        await connected(socket);
        sockets.set(`${namespace} ${role}`, socket);
      }
  });
  afterAll(() => {
    for (const socket of sockets.values()) socket.disconnect();
  });

  const aimed = Object.entries(namespaces).flatMap(([namespace, lines]) =>
    Object.entries(lines).flatMap(([event, line]) =>
      line === "own"
        ? []
        : people.flatMap((role) => targets.map((at) => ({ namespace, event, line, role, at }))),
    ),
  );
  test.each(aimed)("$namespace $event by $role at $at.name", async (cell) => {
    const { namespace, event, line, role, at } = cell;
    const said = sockets
      .get(`${namespace} ${role}`)!
      .timeout(10_000)
      .emitWithAck(event, line.payload(at));
    const answer = (await said) as Answer<unknown>;
    expect(tapped.filter(tellsOfZeta)).toEqual([]);
    if (has(role, line.who) && mayUse(role, at)) expect(answer).toMatchObject({ ok: true });
    else
      expect(["forbidden", "unknown-job"]).toContain(
        (answer as { error?: { code: string } }).error?.code,
      );
  });

  test("hear nothing of another company, whatever their handshake said", async () => {
    const heard: unknown[] = [];
    const zoe = world.connect({ token: await world.tokenOf("owner@zeta.test") });
    await connected(zoe);
    await zoe.timeout(10_000).emitWithAck("join:branch", { branchId: "north" });
    zoe.onAny((...said) => heard.push(said));
    const shown = new Promise((told) =>
      sockets.get("/printing-ws owner")!.once("print:progress", told),
    );
    await world.broker.storeJob("PrintCompleted", { ...jobOf(targets[0]!), status: "completed" });
    await shown;
    expect(JSON.stringify(heard)).not.toContain(secretOf(targets[0]!));
  });
});

describe("what an agent says", () => {
  const forged = {
    company: "zeta",
    branch: "zbranch",
    agentId: "devicezbranch",
    companyId: "zeta",
  };

  test.each([
    ["agent", agentLines],
    ["older", olderAgentLines],
  ])(
    "as %s is said of the company and branch of its licence, whatever it claims",
    async (kind, lines) => {
      const deviceId = `matrix${kind}`;
      const socket = world.connect({ ...agentAuth(deviceId), instanceId: deviceId });
      await connected(socket);
      const hello = lines["agent:hello" as never] as object | undefined;
      if (hello)
        await socket
          .timeout(10_000)
          .emitWithAck("agent:hello", { ...hello, installationId: deviceId, ...forged });
      tapped = [];
      for (const [event, payload] of Object.entries(lines)) {
        if (payload === "keyed" || event === "agent:hello") continue;
        await socket.timeout(10_000).emitWithAck(event, { ...payload, ...forged });
      }
      await world.broker.nats.flush();
      if (hello) expect(tapped.some((said) => said.includes(deviceId))).toBe(true);
      const addressed = tapped.map((said) => said.split(" ")[0]!);
      expect(addressed.filter(tellsOfZeta)).toEqual([]);
    },
  );
});
