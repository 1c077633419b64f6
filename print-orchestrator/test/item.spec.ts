/** A bug here would look like: an alert with every soup that is sold, or none when the last one is. */
import type { ItemUpdate, StockLevel } from "@printermaster/contracts";
import { describe, expect, it } from "vitest";
import { alertAfter, item, levelOf, type UpdateItem } from "../src/shop/domain/item.ts";

const at = "2026-03-01T09:00:00.000Z";
let keys = 0;
const tell = (update: Partial<ItemUpdate>, key = `k${++keys}`, hash = "h"): UpdateItem => ({
  type: "UpdateItem",
  at,
  fact: { key, hash },
  itemId: "item1",
  company: "demo",
  branch: "oldtown",
  update: { externalId: "soup", kind: "product", ...update },
});

/** Each update's alert, or `same` where nothing changed. */
function alertsOf(...updates: UpdateItem[]) {
  let state = item.initial;
  return updates.map((command) => {
    const decision = item.decide(state, command);
    if ("refused" in decision) return decision.refused;
    const [event] = decision.events;
    if (!event) return "same";
    state = item.evolve(state, event);
    return event.data.alert ?? "none";
  });
}

describe("an item", () => {
  it.each<[Parameters<typeof levelOf>[0], StockLevel]>([
    [{ available: true }, "enough"],
    [{ available: false, stock: 9 }, "out"],
    [{ available: true, stock: 0 }, "out"],
    [{ available: true, stock: 5, lowAt: 5 }, "low"],
    [{ available: true, stock: 6, lowAt: 5 }, "enough"],
    [{ available: true, stock: 1 }, "enough"],
  ])("with %j is %s", (facts, level) => expect(levelOf(facts)).toBe(level));

  it("is warned of once when it crosses its line, not with each sale below it", () => {
    expect(
      alertsOf(
        tell({ stock: 8, lowAt: 5 }),
        tell({ stock: 5 }),
        tell({ stock: 4 }),
        tell({ stock: 0 }),
        tell({ stock: 3 }),
        tell({ stock: 9 }),
        tell({ stock: 2 }),
      ),
    ).toEqual(["none", "low", "none", "out", "none", "none", "low"]);
  });

  it("is warned of when a line is drawn above what there is", () => {
    expect(alertsOf(tell({ stock: 3 }), tell({ lowAt: 5 }))).toEqual(["none", "low"]);
  });

  it("stays as it was in what is left out", () => {
    const first = item.decide(undefined, tell({ name: "Soup", stock: 8, lowAt: 5 }));
    const state = "events" in first ? first.events[0]?.state : undefined;
    const second = item.decide(state, tell({ available: false }));
    expect("events" in second && second.events[0]?.state).toMatchObject({
      name: "Soup",
      stock: 8,
      lowAt: 5,
      available: false,
      level: "out",
    });
  });

  it("changes nothing when it is told again, or told what is known", () => {
    const told = tell({ stock: 8 }, "k");
    expect(alertsOf(told, told, tell({ stock: 8 }))).toEqual(["none", "same", "same"]);
    expect(alertsOf(told, tell({ stock: 7 }, "k", "other"))).toEqual(["none", "key-reused"]);
  });

  it("never becomes less scarce with an alert", () => {
    const levels: StockLevel[] = ["enough", "low", "out"];
    for (const [index, before] of levels.entries())
      for (const [next, after] of levels.entries())
        expect(alertAfter(before, after)).toBe(next > index && next > 0 ? after : undefined);
  });
});
