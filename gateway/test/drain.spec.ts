/** A bug here would look like: thousands told to leave in the same instant, or a stop that waits for nobody. */
import { createLog } from "@printermaster/runtime";
import { describe, expect, test } from "vitest";
import { drain, type Clients } from "../src/draining/app/drain.ts";
import { drainPlan } from "../src/draining/domain/drain-plan.ts";

const log = createLog("test", "test", "silent");
const calm = () => new AbortController().signal;

/** Clients that move when they are told, or only when they are closed. */
function crowd(understanding: number, others: number) {
  const told: number[] = [];
  const closed: number[] = [];
  let refused = false;
  const here = new Set(Array.from({ length: understanding + others }, (_, n) => n));
  const untold = new Set(Array.from({ length: understanding }, (_, n) => n));
  const clients: Clients = {
    refuseNew: () => void (refused = true),
    untold: () =>
      [...untold].map((n) => ({
        tellToMove(withinMs) {
          untold.delete(n);
          told.push(withinMs);
          setTimeout(() => here.delete(n), withinMs / 2);
        },
      })),
    connections: () =>
      [...here].map((n) => ({ close: () => void (here.delete(n), closed.push(n)) })),
  };
  return { clients, told, closed, here, refused: () => refused };
}

describe("the plan of a window", () => {
  test.each([0, 500, 4000, 15_000, 60_000])("of %i ms stays within it", (windowMs) => {
    const plan = drainPlan(windowMs);
    const spent = Object.values(plan).reduce((sum: number, ms: number) => sum + ms, 0);
    expect(spent).toBeLessThanOrEqual(windowMs);
    expect(Object.values(plan).every((ms) => ms >= 0)).toBe(true);
  });
});

describe("draining", () => {
  test("ends as soon as everybody has moved", async () => {
    const { clients, told, closed, here } = crowd(40, 0);
    const began = performance.now();
    await drain(clients, 2000, calm(), log);
    expect({ told: told.length, closed, here: here.size }).toEqual({
      told: 40,
      closed: [],
      here: 0,
    });
    expect(performance.now() - began).toBeLessThan(1600);
  });

  test("asks no more of them in the first seconds than in the last ones", async () => {
    const { clients } = crowd(30, 0);
    const at: number[] = [];
    const timed: Clients = {
      ...clients,
      untold: () =>
        clients.untold().map((one) => ({
          tellToMove: (ms) => (at.push(performance.now()), one.tellToMove(ms)),
        })),
    };
    await drain(timed, 4000, calm(), log);
    const middle = (at[0]! + at.at(-1)!) / 2;
    expect(at.length).toBe(30);
    expect(at.filter((one) => one < middle).length).toBeLessThanOrEqual(17);
  });

  test("closes those that do not move, a few at a time, within the window", async () => {
    const { clients, closed, here } = crowd(0, 30);
    const began = performance.now();
    await drain(clients, 2000, calm(), log);
    expect({ closed: closed.length, here: here.size }).toEqual({ closed: 30, here: 0 });
    expect(performance.now() - began).toBeLessThan(2200);
  });

  test("without a window shuts the door and is done", async () => {
    const { clients, told, refused } = crowd(5, 5);
    await drain(clients, 0, calm(), log);
    expect({ told, refused: refused() }).toEqual({ told: [], refused: true });
  });

  test("stops at once when there is a hurry after all", async () => {
    const { clients } = crowd(0, 5);
    const hurry = new AbortController();
    const began = performance.now();
    setTimeout(() => hurry.abort(), 50);
    await drain(clients, 60_000, hurry.signal, log);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
