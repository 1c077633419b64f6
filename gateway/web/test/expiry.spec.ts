import { expect, it } from "vitest";
import { expiryOf } from "../src/devices/expiry.ts";

const now = Date.parse("2026-11-29T12:00:00Z");
const HOUR = 3_600_000;
const inMs = (ms: number) => expiryOf(new Date(now + ms).toISOString(), now);

it.each([
  [14 * 24 * HOUR, "14 days left", ""],
  [14 * 24 * HOUR - 1, "13 days left", "unsure"],
  [48 * HOUR, "2 days left", "unsure"],
  [48 * HOUR - 1, "47 hours left", "unsure"],
  [HOUR, "1 hour left", "unsure"],
  [HOUR - 1, "less than an hour left", "unsure"],
  [0, "expired", "bad"],
  [-HOUR, "expired", "bad"],
] as const)("what ends in %d ms says so, and warns in its last two weeks", (ms, words, tone) => {
  expect(inMs(ms)).toEqual({ words, tone });
});

it("what never ends is not warned of", () => {
  expect(expiryOf(undefined, now)).toEqual({ words: "does not expire", tone: "" });
});
