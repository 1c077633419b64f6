/** A bug here prints a later order before an earlier one, or leaves one behind in a branch whose printer is dead. */
import { describe, expect, it } from "vitest";
import type { AttemptEvent } from "../src/domain/attempts.ts";
import { failureOf, hasOwnError, type Trouble } from "../src/domain/device-failure.ts";
import { giveBack, type Spooled } from "../src/domain/give-back.ts";
import { completed, historyOf, job } from "./given.ts";

const now = 1_000;
const failure = { result: "failed", code: "printer-unreachable", detail: "no route" } as const;
const spooledEvent: AttemptEvent = { type: "JobSpooled", job: job(), at: 0 };
const spooled = (jobId: string, ...more: AttemptEvent[]): Spooled => ({
  jobId,
  attempt: 1,
  history: historyOf(spooledEvent, ...more),
});
const codes = (ended: ReturnType<typeof giveBack>) =>
  ended.map(({ jobId, events: [event] }) => {
    const outcome = event?.type === "AttemptFinished" ? event.outcome : undefined;
    return [jobId, outcome?.result === "failed" ? outcome.code : outcome?.result];
  });

describe("a device that fails", () => {
  it("gives back all that waited behind the failed job, in order", () => {
    const ended = giveBack(spooled("a"), failure, [spooled("b"), spooled("c")], now);
    expect(codes(ended)).toEqual([
      ["a", "printer-unreachable"],
      ["b", "returned"],
      ["c", "returned"],
    ]);
  });

  it("leaves alone what was revoked or has ended meanwhile", () => {
    const revoked = spooled("b", { type: "AttemptsRevoked", upTo: 1 });
    const done = spooled("c", { type: "AttemptFinished", attempt: 1, outcome: completed, at: 1 });
    const ended = giveBack(spooled("a"), failure, [revoked, done, spooled("d")], now);
    expect(codes(ended).map(([jobId]) => jobId)).toEqual(["a", "d"]);
  });

  it("gives nothing back in the name of a job that was revoked", () => {
    const revoked = spooled("a", { type: "AttemptsRevoked", upTo: 1 });
    expect(giveBack(revoked, failure, [spooled("b")], now)).toEqual([]);
  });
});

describe("a printer in trouble", () => {
  const trouble = (kind: Trouble["kind"]): Trouble => ({ kind, detail: "why" });

  it.each([
    ["unreachable", "printer-unreachable"],
    ["silent", "printer-unreachable"],
    ["hangs-up", "printer-error"],
  ] as const)("that %s is given its time, then fails as %s", (kind, code) => {
    expect(failureOf(trouble(kind), 7_999, 8_000)).toBeUndefined();
    expect(failureOf(trouble(kind), 8_000, 8_000)).toMatchObject({ result: "failed", code });
  });

  it("that tells of an error of its own is believed at once", () => {
    expect(failureOf(trouble("own-error"), 0, 8_000)).toMatchObject({ code: "printer-error" });
  });

  it("is only blocked while its cover is open or its paper out, whatever else it tells", () => {
    expect(hasOwnError(["other-error"])).toBe(true);
    expect(hasOwnError(["other-error", "media-low"])).toBe(true);
    expect(hasOwnError(["cover-open", "other-error"])).toBe(false);
    expect(hasOwnError(["media-empty"])).toBe(false);
  });
});
