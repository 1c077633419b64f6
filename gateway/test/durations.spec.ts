/** A bug here would look like: a screen that promises ten seconds of a printer that takes a minute. */
import type { PrintProgress } from "@printermaster/contracts";
import { expect, test } from "vitest";
import { Durations } from "../src/live/domain/durations.ts";
import { AT, jobState } from "./world/job-state.ts";

const after = (ms: number) => new Date(Date.parse(AT) + ms).toISOString();

const told = (
  step: PrintProgress["step"],
  ms: number,
  changes: Parameters<typeof jobState>[0] = {},
): PrintProgress => {
  const job = jobState(changes);
  return { jobId: job.jobId, branchId: job.branch, step, sequence: 7, at: after(ms), job };
};

function learned(seconds: readonly number[], changes: Parameters<typeof jobState>[0] = {}) {
  const durations = new Durations();
  for (const [nth, took] of seconds.entries())
    durations.estimated(told("completed", took * 1000, { jobId: `done${nth}`, ...changes }));
  return durations;
}

const left = (durations: Durations, ...progress: Parameters<typeof told>) =>
  durations.estimated(told(...progress)).estimatedSecondsLeft;

test("what is left is the median of what such jobs took, without what has passed", () => {
  const durations = learned([2, 90, 10, 12, 9]);
  expect(left(durations, "submitted", 0)).toBe(10);
  expect(left(durations, "dispatched", 3500)).toBe(7);
});

test("of few jobs nothing is concluded", () => {
  expect(left(learned([10, 10, 10, 10]), "submitted", 0)).toBeUndefined();
});

test("a job that is told again is one sample", () => {
  expect(left(learned([10, 10, 10, 10, 10], { jobId: "same" }), "submitted", 0)).toBeUndefined();
});

test("a job that takes longer than usual, waits or has ended has no estimate", () => {
  const durations = learned([10, 10, 10, 10, 10]);
  expect(left(durations, "dispatched", 10_000)).toBeUndefined();
  for (const step of ["waiting", "canceling", "failed", "completed"] as const)
    expect(left(durations, step, 1000)).toBeUndefined();
});

test.each([
  { company: "zeta" },
  { branch: "south" },
  { printerId: "pos80c" },
  { class: "test" },
] as const)("jobs of %o teach nothing of others", (other) => {
  expect(left(learned([10, 10, 10, 10, 10], other), "submitted", 0)).toBeUndefined();
});

test("the newest jobs count", () => {
  const durations = learned([...Array<number>(30).fill(60), ...Array<number>(21).fill(5)]);
  expect(left(durations, "submitted", 0)).toBe(5);
});

test("a live step, which names no printer, is told as it is", () => {
  const step: PrintProgress = { jobId: "job1", branchId: "north", step: "sending", at: AT };
  expect(learned([10, 10, 10, 10, 10]).estimated(step)).toBe(step);
});
