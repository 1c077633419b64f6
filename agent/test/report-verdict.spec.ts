import { accepted, refused } from "@printermaster/contracts";
import { describe, expect, it } from "vitest";
import { verdictOn } from "../src/domain/report-verdict.ts";

describe("an answer to a report", () => {
  it("settles it, also where it changed nothing", () =>
    expect(verdictOn(accepted({ recorded: false }), 0)).toEqual({
      kind: "recorded",
      changed: false,
    }));
  it("that may be otherwise later asks for another try", () =>
    expect(verdictOn(refused("storage-unavailable"), 99).kind).toBe("again"));
  it("about the connection leaves the report waiting for the next one", () =>
    expect(verdictOn(refused("stale-session"), 99).kind).toBe("again"));
  it("that is final makes it a dead letter", () =>
    expect(verdictOn(refused("not-dispatched-here"), 0)).toEqual({
      kind: "dead",
      code: "not-dispatched-here",
    }));
  it("that speaks of a bug is repeated ten times", () => {
    expect(verdictOn(refused("internal"), 9).kind).toBe("again");
    expect(verdictOn(refused("internal"), 10).kind).toBe("dead");
  });
});
