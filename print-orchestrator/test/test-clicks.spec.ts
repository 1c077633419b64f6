/** A bug here would look like: two tickets for a double click, or a printer that nobody can test any more. */
import { describe, expect, it } from "vitest";
import { judgeTestClick } from "../src/jobs/domain/test-clicks.ts";

const at = (user: string, seconds: number) => ({ user, atMs: seconds * 1000 });
const anna = at("anna", 0);

describe("a click on test", () => {
  it.each([
    ["of nobody before", [], at("anna", 0)],
    ["of the same person ten seconds after the first", [anna], at("anna", 10)],
    ["of another person five seconds after", [anna], at("ben", 5)],
    ["of another person ten seconds after", [anna], at("ben", 10)],
    ["of a third person five seconds after the second", [anna, at("ben", 5)], at("cleo", 10)],
  ])("%s is the first of a new test", (_, recent, click) => {
    const verdict = judgeTestClick(recent, click);
    expect(verdict).toMatchObject({ kind: "first" });
    expect(verdict.kind === "first" && verdict.recent.at(-1)).toBe(click);
  });

  it.each([
    ["at once", [anna], at("anna", 0)],
    ["just before ten seconds are over", [anna], at("anna", 9.999)],
    ["although another person was allowed meanwhile", [anna, at("ben", 5)], at("anna", 6)],
    ["by a clock that is behind the first's", [at("anna", 3)], at("anna", 0)],
  ])("of the same person %s repeats the first", (_, recent, click) => {
    expect(judgeTestClick(recent, click)).toEqual({ kind: "repeats", first: recent[0] });
  });

  it.each([
    ["at once", [anna], at("ben", 0), 5],
    ["a little later", [anna], at("ben", 1.2), 4],
    ["just before five seconds are over", [anna], at("ben", 4.999), 1],
    ["after two others, by the later one", [anna, at("ben", 5)], at("cleo", 6), 4],
    ["by a clock that is far behind", [at("anna", 3600)], at("ben", 0), 5],
  ])("of another person %s is too soon", (_, recent, click, retryAfterSeconds) => {
    expect(judgeTestClick(recent, click)).toEqual({ kind: "too-soon", retryAfterSeconds });
  });

  it("forgets whom nobody can be held to any more", () => {
    const verdict = judgeTestClick([anna, at("ben", 5)], at("cleo", 11));
    expect(verdict).toEqual({ kind: "first", recent: [at("ben", 5), at("cleo", 11)] });
  });

  it("counts the ten seconds from the first click, not from the last", () => {
    for (let second = 1; second < 10; second++)
      expect(judgeTestClick([anna], at("anna", second)).kind).toBe("repeats");
    expect(judgeTestClick([anna], at("anna", 10)).kind).toBe("first");
  });
});
