/** A bug here would look like: an event told twice after a gap was filled, or an offset that claims what was not told. */
import { describe, expect, test } from "vitest";
import { formatOffset, parseOffset, positionIn } from "../src/live/domain/offset.ts";
import { Tail } from "../src/live/domain/tail.ts";

const LOGS = ["print", "fleet"] as const;
const tailOf = (base: number, ...sequences: number[]) => {
  const tail = new Tail<string>(base);
  for (const sequence of sequences) tail.add(sequence, `e${sequence}`);
  return tail;
};
const sequencesAfter = (tail: Tail<string>, after: number) =>
  tail.after(after).map(({ sequence }) => sequence);

describe("the tail of a branch", () => {
  test("takes each sequence once, and none from before it began", () => {
    const tail = tailOf(10);
    expect([10, 11, 13, 12, 13, 11].map((sequence) => tail.add(sequence, ""))).toEqual([
      false,
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(sequencesAfter(tail, 11)).toEqual([12, 13]);
  });

  test("takes nothing late where it was compared with the log", () => {
    const tail = tailOf(10, 11, 14);
    tail.comparedThrough(14);
    expect(tail.add(12, "")).toBe(false);
    expect(tail.add(15, "")).toBe(true);
  });

  test("keeps a bounded number, and no longer reaches back to what it let go", () => {
    const tail = tailOf(0);
    for (let sequence = 1; sequence <= 1200; sequence++) tail.add(sequence, "");
    expect(tail.base).toBe(200);
    expect(sequencesAfter(tail, 0)).toHaveLength(1000);
    expect(tail.extendBack(100, [{ sequence: 150, item: "" }])).toBe(false);
  });

  test("is extended by what the log has from before", () => {
    const tail = tailOf(10, 12);
    const older = [5, 7, 10, 12].map((sequence) => ({ sequence, item: "" }));
    expect(tail.extendBack(5, older)).toBe(true);
    expect(sequencesAfter(tail, 5)).toEqual([7, 10, 12]);
    expect(tail.through).toBe(10);
  });
});

describe("a position", () => {
  test("says how much was told since the log was compared", () => {
    const north = tailOf(10, 11, 14);
    const south = tailOf(10, 13);
    expect(positionIn([north, south])).toEqual({ at: 14, since: 10, told: 3, part: 0 });
    north.comparedThrough(12);
    south.comparedThrough(12);
    expect(positionIn([north, south])).toEqual({ at: 14, since: 12, told: 2, part: 0 });
    expect(positionIn([north, south], 13, 1)).toEqual({ at: 13, since: 12, told: 1, part: 1 });
  });

  test("of branches that are silent moves on with what was compared", () => {
    const north = tailOf(10);
    north.comparedThrough(90);
    expect(positionIn([north])).toEqual({ at: 90, since: 90, told: 0, part: 0 });
  });

  test("does not count what a branch had before it was looked at", () => {
    expect(positionIn([tailOf(10, 11), tailOf(15)])).toEqual({
      at: 15,
      since: 15,
      told: 0,
      part: 0,
    });
  });

  test("is read again as it was written", () => {
    const offset = {
      print: { at: 120, since: 118, told: 2, part: 1 },
      fleet: { at: 7, since: 7, told: 0, part: 0 },
    };
    expect(formatOffset(offset, LOGS)).toBe("120-2-2-1.7-0-0-0");
    expect(parseOffset(formatOffset(offset, LOGS), LOGS)).toEqual(offset);
  });

  test.each([
    "",
    "1.2",
    "a",
    "1-2-3-4",
    "1-2-3-4.5-6-7-8.9",
    "-1-2-3-4.5-6-7-8",
    "1e9-0-0-0.1-0-0-0",
  ])("that is none (%s) is not read", (text) => expect(parseOffset(text, LOGS)).toBeUndefined());
});
