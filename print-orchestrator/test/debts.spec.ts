/** A bug here would look like: a ticket of last week that is printed today, a copy of a copy, or a job that nobody tells of. */
import type { JobState, UnknownRule } from "@printermaster/contracts";
import { describe, expect, it } from "vitest";
import { BranchPolicies } from "../src/saga/domain/branch-policies.ts";
import { Debts } from "../src/saga/domain/debts.ts";
import { at, jobState, nowMs } from "./job-states.ts";

const unknown: Partial<JobState> = { status: "aborted", reason: "print-result-unknown" };

function policiesOf(rule: UnknownRule, setAt = at(nowMs - 1000)): BranchPolicies {
  const policies = new BranchPolicies();
  const all = { backlog: { kind: "all" }, unknown: rule } as const;
  const rules = { receipt: all, test: all, drawer: all };
  policies.saw({ company: "demo", branch: "oldtown", policies: rules, setAt });
  return policies;
}

const owed = (debts: Debts, policies = policiesOf("reprint"), ms = nowMs) =>
  debts.copies(policies, ms).map(({ jobId }) => jobId);

function debtsOf(...jobs: JobState[]): Debts {
  const debts = new Debts();
  for (const job of jobs) debts.saw(job);
  return debts;
}

describe("a marked copy is owed", () => {
  it("of a result that nobody knows, where the branch wants it printed once more", () => {
    const debts = debtsOf(jobState("job1", unknown), jobState("job2"));
    expect(owed(debts)).toEqual(["job1"]);
    expect(owed(debts, policiesOf("hold"))).toEqual([]);
    expect(owed(debts, policiesOf("drop"))).toEqual([]);
    expect(owed(debts, new BranchPolicies())).toEqual([]);
  });

  it("not once it is written, nor once the truth is known", () => {
    const copy = jobState("copy1", { copyOf: "job1", possibleDuplicate: true });
    expect(owed(debtsOf(jobState("job1", unknown), copy))).toEqual([]);
    const settled = jobState("job1", { status: "completed", reason: "job-completed-successfully" });
    expect(owed(debtsOf(jobState("job1", unknown), settled))).toEqual([]);
  });

  it("never of a copy, a test or a drawer kick", () => {
    const copy = jobState("copy1", { ...unknown, copyOf: "job1" });
    const test = jobState("test1", { ...unknown, class: "test" });
    const kick = jobState("kick1", { ...unknown, class: "drawer" });
    expect(owed(debtsOf(copy, test, kick))).toEqual([]);
  });

  it("not of what became unknown before the branch wanted it so", () => {
    const debts = debtsOf(jobState("job1", { ...unknown, updatedAt: at(nowMs - 1001) }));
    expect(owed(debts)).toEqual([]);
  });

  it("not of what has lost its purpose meanwhile", () => {
    const policies = policiesOf("reprint");
    expect(owed(debtsOf(jobState("job1", unknown)), policies, nowMs + 600_000)).toEqual(["job1"]);
    expect(owed(debtsOf(jobState("job1", unknown)), policies, nowMs + 600_001)).toEqual([]);
  });
});

describe("a slip is owed", () => {
  const dropped = (jobId: string, listedOn = "slip1") =>
    jobState(jobId, { status: "aborted", reason: "job-expired", listedOn });
  const slip = (jobId: string, ...lists: string[]) => jobState(jobId, { lists });
  const slips = (debts: Debts) =>
    [...debts.slips()].map(([slipId, jobs]) => [slipId, jobs.map(({ jobId }) => jobId)]);

  it("for what was dropped and is on none", () => {
    expect(slips(debtsOf(dropped("job1"), dropped("job2"), dropped("job3", "slip3")))).toEqual([
      ["slip1", ["job1", "job2"]],
      ["slip3", ["job3"]],
    ]);
  });

  it("not for what is on one, whichever that is", () => {
    const debts = debtsOf(dropped("job1"), slip("slip1", "job1"), dropped("job2"));
    expect(slips(debts)).toEqual([["slip1", ["job2"]]]);
    debts.saw(slip("slip2", "job2"));
    expect(slips(debts)).toEqual([]);
  });

  it("not while its jobs are still being dropped", async () => {
    const debts = debtsOf(dropped("job1"));
    await debts.gather("slip1", async () => {
      await Promise.resolve();
      expect(slips(debts)).toEqual([]);
    });
    expect(slips(debts)).toEqual([["slip1", ["job1"]]]);
  });

  it("also after a snapshot that lies between the drop and the slip", () => {
    const debts = new Debts();
    const policies = policiesOf("reprint");
    debts.restore(debtsOf(dropped("job1"), jobState("job2", unknown)).kept(policies, nowMs));
    expect(slips(debts)).toEqual([["slip1", ["job1"]]]);
    expect(owed(debts)).toEqual(["job2"]);
  });

  it("with nothing in the snapshot that is not owed", () => {
    const debts = debtsOf(dropped("job1"), jobState("slip1", { lists: ["job1"] }));
    debts.saw(jobState("job2", unknown));
    expect(debts.kept(policiesOf("hold"), nowMs)).toEqual([]);
  });
});
