/** A bug here would look like: an id with a dot or a wildcard in it, and a subject of somebody else's. */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Socket } from "socket.io-client";
import {
  agentSays,
  answerOf,
  handshakes,
  pageSays,
  requests,
  strangeNames,
  tillSays,
} from "./isolation/strange-names.ts";
import { answerAsOrchestrators } from "./isolation/orchestrators.ts";
import { furnish, secretOf, targets } from "./isolation/targets.ts";
import { TillClient } from "./world/till-client.ts";
import {
  agentAuth,
  API_KEY,
  connected,
  helloOf,
  startWorld,
  TENANT,
  type World,
} from "./world/world.ts";

const soon = { timeout: 10_000 };
const [own, ...others] = targets;
let world: World;
let owner: string;
let page: Socket;
let agent: Socket;
let till: TillClient;
let addressed: string[] = [];

beforeAll(async () => {
  world = await startWorld();
  answerAsOrchestrators(world);
  await furnish(world);
  owner = await world.tokenOf("owner@acme.test");
  page = world.connect({ token: await world.tokenOf("manager@acme.test") });
  agent = world.connect(agentAuth("agent1"));
  await Promise.all([connected(page), connected(agent)]);
  await answerOf(agent, ["agent:hello", helloOf()]);
  till = new TillClient(`${world.url}/ws/pos/${TENANT}`, API_KEY);
  await vi.waitUntil(() => till.ofType("sync:ready").length > 0, soon);
  world.broker.nats.subscribe(">", { callback: (_, { subject }) => void addressed.push(subject) });
  await world.broker.nats.flush();
}, 120_000);
afterAll(async () => {
  till?.socket.close();
  await world?.stop();
});
beforeEach(() => void (addressed = []));

/** Tokens as we make them, and nothing of anybody else's among them. */
const isOurs = (subject: string): boolean =>
  /^[\w$-]+(\.[\w$-]+)*$/.test(subject) && !/\b(zeta|zbranch)\b/.test(subject);

async function expectOnlyOurs(text: string): Promise<void> {
  await world.broker.nats.flush();
  expect(addressed.filter((subject) => !isOurs(subject))).toEqual([]);
  expect(others.filter((at) => text.includes(secretOf(at)))).toEqual([]);
  expect(text).not.toContain('"internal"');
}

const cellsOf = <T>(lines: Readonly<Record<string, T>>) =>
  Object.entries(lines).flatMap(([what, line]) =>
    strangeNames.map((name) => ({ what, line, name, shown: JSON.stringify(name).slice(0, 40) })),
  );

describe("over HTTP", () => {
  test.each(cellsOf(requests))("$what named $shown", async ({ what, line, name }) => {
    const { path, body, header } = line(name, own!);
    // What no client of HTTP can say in a header.
    if (header && !/^[\t\x20-\x7e\x80-\xff]*$/.test(name)) return;
    const answer = await fetch(world.url + path, {
      method: what.split(" ")[0]!.toUpperCase(),
      headers: {
        authorization: `Bearer ${owner}`,
        "idempotency-key": `${what} ${Math.random()}`,
        ...(body ? { "content-type": "application/json" } : {}),
        ...(header ? { [header]: name } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    expect(answer.status).toBeLessThan(500);
    await expectOnlyOurs(await answer.text());
  });
});

describe("on a page's socket", () => {
  test.each(cellsOf(pageSays))("$what named $shown", async ({ line, name }) =>
    expectOnlyOurs(JSON.stringify(await answerOf(page, line(name)))),
  );
});

describe("on an agent's socket", () => {
  test.each(cellsOf(agentSays))("$what named $shown", async ({ line, name }) => {
    const answer = await answerOf(agent, line(name));
    expect(answer).toMatchObject({ error: { code: "invalid-payload" } });
    await expectOnlyOurs(JSON.stringify(answer));
  });
});

describe("in an agent's handshake", () => {
  test.each(cellsOf(handshakes))("$what named $shown", async ({ line, name }) => {
    const socket = world.connect({ ...agentAuth("agent2"), ...line(name) });
    const told = await connected(socket).then(() => "let in", String);
    // The first word makes it one of the older kind, which is registered under its name.
    if (told === "let in") await answerOf(socket, ["desktop:status", { printers: [] }]);
    await expectOnlyOurs(told);
    socket.disconnect();
  });
});

describe("in a till's message", () => {
  test.each(cellsOf(tillSays))("$what named $shown", async ({ what, line, name }) => {
    const id = `${what} ${strangeNames.indexOf(name)}`;
    till.send({ id, ...line(name) });
    await expect.poll(() => till.answerTo(id), soon).toBeDefined();
    await expectOnlyOurs(JSON.stringify(till.answerTo(id)));
  });
});
