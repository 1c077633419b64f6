/** A bug here would look like: a run that lost a ticket and is called good. */
import { describe, expect, it } from "vitest";
import { check, classes } from "../faults/checker/check.ts";
import type { Entry } from "../faults/ledger/entry.ts";

const bounds = { unconfirmed: 1, partial: 1 };

const attempted = (key: string, at = 1, printerId = "printer1"): Entry => ({
  type: "attempted",
  at,
  key,
  printerId,
  branchId: "oldtown",
  body: `body of ${key}`,
});
const accepted = (key: string, at = 2): Entry => ({
  type: "accepted",
  at,
  key,
  jobId: `job${key}`,
  replayed: false,
});
const printed = (key: string | undefined, at = 3, over: object = {}): Entry => ({
  type: "printed",
  at,
  printerId: "printer1",
  ...(key === undefined ? {} : { key }),
  body: `body of ${key}`,
  marked: false,
  ...over,
});
const partial = (key: string, at = 3): Entry => ({
  type: "partial",
  at,
  key,
  printerId: "printer1",
});
const told = (key: string, status: "completed" | "aborted", reason: string, at = 4): Entry =>
  ({ type: "told", at, key, jobId: `job${key}`, status, reason }) as Entry;
const completed = (key: string, at = 4) => told(key, "completed", "job-completed-successfully", at);
const unknown = (key: string, at = 4) => told(key, "aborted", "print-result-unknown", at);
const expired = (key: string, at = 4) => told(key, "aborted", "job-expired", at);

const verdict = (...entries: Entry[]) => {
  const { holds, counts, findings } = check(entries, bounds);
  return { holds, counts, broken: classes.filter((name) => findings[name].length > 0) };
};

describe("the checker of ledgers", () => {
  it("finds nothing where everything was accepted, printed once and told so", () => {
    const good = verdict(attempted("a"), accepted("a"), printed("a"), completed("a"));
    expect(good).toMatchObject({ holds: true, broken: [] });
    expect(good.counts).toMatchObject({ attempted: 1, accepted: 1, printed: 1, completed: 1 });
  });

  it.each<[string, string, Entry[]]>([
    ["lost", "accepted, and nothing came of it", [attempted("a"), accepted("a")]],
    ["lost", "told completed, without paper", [attempted("a"), accepted("a"), completed("a")]],
    [
      "duplicate",
      "on paper twice",
      [attempted("a"), accepted("a"), printed("a"), printed("a", 4), completed("a", 5)],
    ],
    [
      "duplicate",
      "torn, then printed again without a mark",
      [attempted("a"), accepted("a"), partial("a"), printed("a", 4), completed("a", 5)],
    ],
    ["unexpected", "printed, and never asked for", [printed("b")]],
    ["unexpected", "a ticket of nobody", [printed(undefined)]],
    [
      "corrupt",
      "another text than was sent",
      [attempted("a"), accepted("a"), printed("a", 3, { body: "else" }), completed("a")],
    ],
    [
      "misrouted",
      "out of another printer",
      [attempted("a"), accepted("a"), printed("a", 3, { printerId: "printer9" }), completed("a")],
    ],
    [
      "denied",
      "told expired, with paper",
      [attempted("a"), accepted("a"), printed("a"), expired("a")],
    ],
    ["unfinished", "printed, and no end told", [attempted("a"), accepted("a"), printed("a")]],
    [
      "let-through",
      "another body under the same key",
      [
        attempted("a"),
        accepted("a"),
        { type: "changed-body", at: 3, key: "a", code: "accepted" },
        printed("a"),
        completed("a"),
      ],
    ],
    [
      "overtaken",
      "accepted before another was asked for, and out after it",
      [
        attempted("a", 1),
        accepted("a", 2),
        attempted("b", 3),
        accepted("b", 4),
        printed("b", 5),
        printed("a", 6),
        completed("a", 7),
        completed("b", 7),
      ],
    ],
    [
      "beyond-bound",
      "more unknown ends than the faults explain",
      ["a", "b"].flatMap((key) => [attempted(key), accepted(key), unknown(key)]),
    ],
  ])("tells what is %s: %s", (name, _, entries) => {
    expect(verdict(...entries)).toMatchObject({ holds: false, broken: [name] });
  });

  it("takes a declared end without paper: the submitter knows", () => {
    for (const end of [expired("a"), unknown("a")])
      expect(verdict(attempted("a"), accepted("a"), end).holds).toBe(true);
  });

  it("reports an unknown end, with paper or without, and believes a late truth", () => {
    const withPaper = verdict(attempted("a"), accepted("a"), printed("a"), unknown("a"));
    expect(withPaper).toMatchObject({ holds: true, counts: { unconfirmed: 1 } });
    const settled = [attempted("a"), accepted("a"), printed("a"), unknown("a"), completed("a", 9)];
    expect(verdict(...settled)).toMatchObject({ holds: true, counts: { unconfirmed: 0 } });
  });

  it("reports paper of what was never answered as recovered", () => {
    const { holds, counts } = verdict(
      attempted("a"),
      { type: "unanswered", at: 2, key: "a", why: "timeout" },
      printed("a"),
    );
    expect({ holds, recovered: counts.recovered }).toEqual({ holds: true, recovered: 1 });
  });

  it("takes a marked copy beside the first ticket", () => {
    const copy = printed("a", 5, { marked: true });
    expect(
      verdict(attempted("a"), accepted("a"), partial("a"), copy, unknown("a", 6)),
    ).toMatchObject({
      holds: true,
      counts: { copies: 1, partial: 1 },
    });
  });

  it("lets jobs that were asked for side by side come out in any order", () => {
    const side = [attempted("a", 1), attempted("b", 2), accepted("a", 3), accepted("b", 4)];
    const out = [printed("b", 5), printed("a", 6), completed("a", 7), completed("b", 7)];
    expect(verdict(...side, ...out).holds).toBe(true);
  });
});
