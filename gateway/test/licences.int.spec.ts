/** A bug here would look like: a branch that cannot print because a database is down, or a stranger let in by that. */
import { VERIFIERS, subjects } from "@printermaster/contracts";
import { jetstreamManager } from "@nats-io/jetstream";
import { sha256Hex } from "@printermaster/runtime";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { agentAuth, connected, LICENCE, refusalOf, startWorld, type World } from "./world/world.ts";

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const messages = async (): Promise<number> => {
  const manager = await jetstreamManager(world.broker.nats);
  return (await manager.streams.info(VERIFIERS)).state.last_seq;
};
const kept = async (): Promise<unknown> => {
  const manager = await jetstreamManager(world.broker.nats);
  const last_by_subj = subjects.verifier("licence", sha256Hex(LICENCE));
  return (await manager.streams.getMessage(VERIFIERS, { last_by_subj }))?.json();
};
const known = (branch = "north") => ({
  licence: expect.objectContaining({ company: "acme", branch }) as unknown,
});
const comesIn = (auth = agentAuth()) => connected(world.connect(auth));
const refusedWith = async (auth = agentAuth()) =>
  ((await refusalOf(world.connect(auth))).data as { code: string }).code;
const inDatabase = async (work: (sql: postgres.Sql) => Promise<unknown>) => {
  const sql = postgres(world.database.url, { max: 1 });
  await work(sql);
  await sql.end();
};
const set = (licence: { branch?: string; hash?: string }) =>
  inDatabase((sql) => sql`update account.licence set ${sql(licence)}`);

test("the database's word on a licence is written down once, however often its agent comes", async () => {
  expect(await refusedWith({ ...agentAuth(), licenseKey: "nobody's licence" })).toBe(
    "unauthenticated",
  );
  expect(await messages()).toBe(0);
  for (let n = 0; n < 3; n++) await comesIn();
  await vi.waitFor(async () => expect(await kept()).toEqual(known()));
  await comesIn();
  expect(await messages()).toBe(1);
});

test("a changed or withdrawn licence is written down as soon as somebody comes with it", async () => {
  await set({ hash: sha256Hex("another") });
  expect(await refusedWith()).toBe("unauthenticated");
  await vi.waitFor(async () => expect(await kept()).toEqual({}));
  await set({ hash: sha256Hex(LICENCE), branch: "south" });
  expect(await refusedWith()).toBe("unauthenticated");
  await vi.waitFor(async () => expect(await kept()).toEqual(known("south")));
  await set({ branch: "north" });
  await comesIn();
  await vi.waitFor(async () => expect(await kept()).toEqual(known()));
});

test("all agents of a branch may come for the first time at once, to two gateways", async () => {
  const other = await world.openGateway("gw-beside");
  const urls = [world.url, `http://127.0.0.1:${other.port}`];
  const agents = Array.from({ length: 150 }, (_, n) =>
    world.connect(agentAuth(`many${n}`), ["websocket"], urls[n % 2]),
  );
  await Promise.all(agents.map((socket) => connected(socket)));
  for (const socket of agents) socket.disconnect();
  await other.stop(AbortSignal.abort());
});

test("while the database is away its last word counts, and of others nobody can tell", async () => {
  await world.database.stop();
  await comesIn();
  expect(await refusedWith({ ...agentAuth(), branchId: "south" })).toBe("unauthenticated");
  expect(await refusedWith({ ...agentAuth(), licenseKey: "nobody's licence" })).toBe(
    "read-model-unavailable",
  );
});
