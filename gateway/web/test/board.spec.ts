import { describe, expect, it } from "vitest";
import { progressOf } from "../src/jobs/history.ts";
import { jobAfter, mergeJobs, RECENT } from "../src/jobs/recent.ts";
import { byBranch, withList, withPresence, withPrinter } from "../src/printers/fleet.ts";
import { begin, fold } from "../src/test-print/run.ts";
import { intent, job, printer, progress } from "./samples.ts";

const later = "2026-01-02T10:00:09.000Z";

describe("printers on the page", () => {
  it("follow their agent as it leaves and returns", () => {
    const presence = { deviceId: "a1", branchId: "b1", connected: false, at: later };
    const others = printer({ printerId: "p2", agentId: "a2" });
    const after = withPresence([printer(), others], presence);
    expect(after.map(({ agentConnected }) => agentConnected)).toEqual([false, true]);
  });

  it("take a newer state and leave an older one", () => {
    const { agentConnected: _, ...stopped } = printer({ state: "stopped", reportedAt: later });
    expect(withPrinter([printer()], stopped)[0]?.state).toBe("stopped");
    const { agentConnected: __, ...idle } = printer();
    expect(withPrinter([printer({ state: "stopped", reportedAt: later })], idle)[0]?.state).toBe(
      "stopped",
    );
  });

  it("appear when a new one is described, behind a connected agent", () => {
    const { agentConnected: _, ...fresh } = printer({ printerId: "p9" });
    expect(withPrinter([printer()], fresh)[1]).toMatchObject({
      printerId: "p9",
      agentConnected: true,
    });
  });

  const bare = (over: Parameters<typeof printer>[0]) => {
    const { agentConnected: _, ...state } = printer(over);
    return state;
  };

  it("are not set back by a list that lags behind what is known, or was heard on this connection", () => {
    const current = [printer({ state: "stopped", reportedAt: later })];
    const left = { deviceId: "a1", branchId: "b1", connected: false, at: later };
    const merged = withList(current, [printer()], [bare({ printerId: "p9" })], [left]);
    expect(merged).toMatchObject([
      { printerId: "p1", state: "stopped", agentConnected: false },
      { printerId: "p9", agentConnected: false },
    ]);
  });

  it("believe the list about an agent that nothing was heard of since", () => {
    const current = [printer({ reportedAt: later, agentConnected: true })];
    expect(withList(current, [printer({ agentConnected: false })], [], [])).toMatchObject([
      { agentConnected: false },
    ]);
  });

  const shown = (printers: readonly ReturnType<typeof printer>[]) =>
    byBranch([], printers).flatMap(({ printers }) => printers.map(({ printerId }) => printerId));

  it("leave the page when they are removed, and come back when they are found again", () => {
    const removed = withPrinter([printer(), printer({ printerId: "p2" })], bare({ removed: true }));
    expect(shown(removed)).toEqual(["p2"]);
    expect(shown(withList(removed, [printer()], [bare({ removed: true })], []))).toEqual([]);
    expect(shown(withPrinter(removed, bare({ reportedAt: later })))).toEqual(["p1", "p2"]);
  });

  it("leave it also if they were removed while the page was not connected", () => {
    expect(shown(withList([printer(), printer({ printerId: "p2" })], [printer()], [], []))).toEqual(
      ["p1"],
    );
  });

  it("of two branches are two, also when they have the same name", () => {
    const after = withPrinter([printer({ branch: "b2" })], bare({ removed: true }));
    expect(shown(after)).toEqual(["p1"]);
  });

  it("stand under their branch by name; a branch without any is shown too", () => {
    const branches = [
      { id: "b1", name: "Harbour" },
      { id: "b2", name: "Market" },
    ];
    const all = [printer({ name: "Kitchen" }), printer({ printerId: "p2", name: "Bar" })];
    const grouped = byBranch(branches, [...all, printer({ printerId: "p3", branch: "b3" })]);
    expect(grouped.map(({ branch }) => branch.name)).toEqual(["Harbour", "Market", "b3"]);
    expect(grouped[0]?.printers.map(({ name }) => name)).toEqual(["Bar", "Kitchen"]);
    expect(grouped[1]?.printers).toEqual([]);
  });
});

describe("recent jobs", () => {
  it("come newest first and no more than the page shows", () => {
    const many = Array.from({ length: RECENT + 5 }, (_, i) =>
      job({ jobId: `j${i}`, submittedAt: new Date(1_000 * i).toISOString() }),
    );
    const merged = mergeJobs([], many);
    expect(merged).toHaveLength(RECENT);
    expect(merged[0]?.jobId).toBe(`j${RECENT + 4}`);
  });

  it("are not set back by an older account, nor by an equal old one of an earlier state", () => {
    const done = job({ status: "completed", updatedAt: later });
    expect(mergeJobs([done], [job()])).toEqual([done]);
    expect(mergeJobs([done], [job({ updatedAt: later })])).toEqual([done]);
    expect(mergeJobs([job({ updatedAt: later })], [done])).toEqual([done]);
  });

  it("change by a stored event that brings no job, and not by a live step", () => {
    const event = { ...progress("waiting", 2), status: "pending-held" as const };
    expect(jobAfter([job()], event)?.status).toBe("pending-held");
    expect(jobAfter([job()], progress("sending"))).toBeUndefined();
    expect(jobAfter([], event)).toBeUndefined();
  });
});

describe("a test print whose events were missed", () => {
  it("catches up from the job's timeline, without inventing times", () => {
    const ended = job({ status: "completed", proof: "status-clean" });
    const entry = { at: later, reason: "none" as const, attempt: 1 };
    const history = progressOf({
      job: ended,
      timeline: [
        { ...entry, sequence: 1, type: "PrintSubmitted", status: "pending" },
        { ...entry, sequence: 2, type: "PrintHeld", status: "pending-held" },
        { ...entry, sequence: 3, type: "PrintDispatched", status: "processing" },
        { ...entry, sequence: 4, type: "PrintCompleted", status: "completed" },
      ],
    });
    const run = history
      .map((progress) => ({ kind: "progress", progress }) as const)
      .reduce(fold, begin(intent, "p1", 0));
    expect(run).toMatchObject({ ending: "completed", waited: true, job: ended });
    expect(run.reachedMs).toEqual({ sent: 0 });
  });

  it("stays expired when somebody discarded it afterwards", () => {
    const job1 = job({ status: "aborted", reason: "job-expired", deadLetter: "discarded" });
    const ended = { at: later, status: "aborted", reason: "job-expired", attempt: 0 } as const;
    const history = progressOf({
      job: job1,
      timeline: [
        { ...ended, sequence: 4, type: "PrintExpired" },
        { ...ended, sequence: 5, type: "PrintDiscarded" },
      ],
    });
    expect(history.map(({ step }) => step)).toEqual(["expired", "expired"]);
  });
});
