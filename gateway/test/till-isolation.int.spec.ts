/** A bug here would look like: a till whose message names a branch that its key is not for, and is heard there. */
import { posTable } from "@printermaster/contracts";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { tillLines } from "./isolation/till-lines.ts";
import { targets, type Target } from "./isolation/targets.ts";
import { TillClient } from "./world/till-client.ts";
import { API_KEY, startWorld, TENANT, type World } from "./world/world.ts";

const soon = { timeout: 10_000 };
let world: World;
let till: TillClient;
const addressed: string[] = [];

beforeAll(async () => {
  world = await startWorld();
  world.broker.nats.subscribe(">", { callback: (_, { subject }) => void addressed.push(subject) });
  await world.broker.nats.flush();
  till = new TillClient(`${world.url}/ws/pos/${TENANT}`, API_KEY);
  await vi.waitFor(() => expect(till.ofType("sync:ready")).toHaveLength(1), soon);
});
afterAll(async () => {
  till.socket.close();
  await world.stop();
});

const [own, ...strange] = targets;
const isNamed = (subject: string, { company, branch }: Target): boolean =>
  subject.includes(`.${company}.${branch}.`);

const aimed = Object.entries(tillLines).flatMap(([type, line]) =>
  line === "own" ? [] : strange.map((at) => ({ type, line, at })),
);

test("every message of a till has its line", () => {
  expect(Object.keys(tillLines).toSorted()).toEqual(Object.keys(posTable.says).toSorted());
});

test.each(aimed)("$type of $at.name is forbidden, and nobody there hears of it", async (cell) => {
  const { type, line, at } = cell;
  const id = `${type} ${at.branch}`;
  till.send({ type, id, branchId: at.branch, companyId: at.company, ...line(at) });
  await expect.poll(() => till.answerTo(id), soon).toMatchObject({ error: { code: "forbidden" } });
  await world.broker.nats.flush();
  expect(addressed.filter((subject) => isNamed(subject, at))).toEqual([]);
});

test("an order of its own branch is heard there, whichever company it claims", async () => {
  const { order_created: line } = tillLines;
  if (typeof line !== "function") throw new Error("it has no line");
  till.send({ type: "order_created", id: "own", companyId: "zeta", ...line(own!) });
  await expect.poll(() => addressed.some((subject) => isNamed(subject, own!)), soon).toBe(true);
  expect(addressed.filter((subject) => subject.includes("zeta"))).toEqual([]);
});
