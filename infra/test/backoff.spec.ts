import { expect, test } from "vitest";
import { backoffMs, failuresAfterExit } from "../src/supervisor/backoff.ts";

test("each failure in a row doubles the wait, up to ten seconds", () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8].map(backoffMs)).toEqual([
    250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000,
  ]);
});

test("a process that was up for half a minute starts a new row of failures", () => {
  expect(failuresAfterExit(5, 29_999)).toBe(6);
  expect(failuresAfterExit(5, 30_000)).toBe(1);
});
