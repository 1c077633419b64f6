/** Against a real file. A bug is work that was acknowledged and is gone after a crash, or an order that changed. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLog } from "@printermaster/runtime";
import { SqliteSpool } from "../src/adapters/sqlite-spool.ts";
import { dropWork } from "../src/app/drop-work.ts";
import { STOPPED_WHILE_PRINTING, type AttemptEvent } from "../src/domain/attempts.ts";
import { completed, job } from "./given.ts";

const at = 5_000;
let folder: string;
let spool: SqliteSpool;
const open = () => (spool = new SqliteSpool(folder, () => at));
const reopen = () => {
  spool.close();
  return open();
};
const spooled = (jobId: string, change = {}): AttemptEvent => ({
  type: "JobSpooled",
  job: job({ jobId, ...change }),
  at,
});
const finished = (finishedAt = at): AttemptEvent => ({
  type: "AttemptFinished",
  attempt: 1,
  outcome: completed,
  at: finishedAt,
});
const began: AttemptEvent = { type: "PrintingBegan", attempt: 1, at };
const held: AttemptEvent = { type: "WorkHeld", attempt: 1 };
const released: AttemptEvent = { type: "WorkReleased", attempt: 1 };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "spool-"));
  open();
});
afterEach(() => {
  spool.close();
  rmSync(folder, { recursive: true });
});

describe("the spool", () => {
  it("gives a printer's jobs in the order they were committed, also after a restart", () => {
    spool.commit("b", [spooled("b")]);
    spool.commit("a", [spooled("a")]);
    spool.commit("c", [spooled("c", { printerId: "counter" })]);
    expect(reopen().nextFor("kitchen")?.jobId).toBe("b");
    spool.commit("b", [began]);
    expect(spool.nextFor("kitchen")?.jobId).toBe("a");
    expect(spool.nextFor("counter")?.jobId).toBe("c");
  });

  it("keeps its names and its counter for life", () => {
    const { spoolId, installationId } = spool;
    spool.commit("a", [spooled("a")]);
    spool.commit("b", [spooled("b")]);
    reopen();
    expect([spool.spoolId, spool.installationId]).toEqual([spoolId, installationId]);
    expect(spool.counter()).toBe(2);
    spool.forgetOlderThan(Number.MAX_SAFE_INTEGER);
    expect(reopen().counter()).toBe(2);
  });

  it("counts every commit that an older copy of it would lack", () => {
    const counted: [AttemptEvent, number][] = [
      [spooled("a"), 1],
      [began, 2],
      [finished(), 3],
      [{ type: "AttemptsRevoked", upTo: 2 }, 4],
    ];
    for (const [event, counter] of counted) {
      spool.commit("a", [event]);
      expect(spool.counter()).toBe(counter);
    }
    spool.reportAcknowledged("a", 1);
    expect(reopen().counter()).toBe(4);
  });

  it("does not count what only follows from what it says, at the start of a run", () => {
    spool.commit("a", [spooled("a"), began]);
    spool.commit("b", [spooled("b")]);
    const before = reopen().counter();
    spool.commit("a", [{ type: "PrintingInterrupted", attempt: 1, at }]);
    spool.commit("b", [held, released]);
    expect(spool.counter()).toBe(before);
    const outcome = { result: "unconfirmed", cause: STOPPED_WHILE_PRINTING };
    expect(spool.nextReport()).toMatchObject({ jobId: "a", outcome });
  });

  it("keeps held work back until it is released, then in its place, and for this run only", () => {
    for (const id of ["a", "b"]) spool.commit(id, [spooled(id)]);
    for (const id of ["a", "b"]) spool.commit(id, [held]);
    spool.commit("c", [spooled("c")]);
    expect(spool.historyOf("a").attempts).toEqual([{ attempt: 1, state: "spooled", held: true }]);
    expect(spool.nextFor("kitchen")?.jobId).toBe("c");
    expect(spool.waitingPastDeadline("kitchen", Infinity).map(({ jobId }) => jobId)).toEqual(["c"]);
    spool.commit("b", [released]);
    expect(spool.nextFor("kitchen")?.jobId).toBe("b");
    spool.commit("a", [released]);
    expect(spool.nextFor("kitchen")?.jobId).toBe("a");
    spool.commit("a", [held]);
    expect(reopen().nextFor("kitchen")?.jobId).toBe("a");
  });

  it("forgets held work that nobody asked for again long after its deadline, and takes it as new", () => {
    const expiresAt = new Date(10).toISOString();
    for (const id of ["held", "waiting"]) spool.commit(id, [spooled(id, { expiresAt })]);
    spool.commit("held", [held]);
    spool.forgetOlderThan(50);
    expect(spool.openWork().map(({ jobId }) => jobId)).toEqual(["waiting"]);
    spool.commit("held", [spooled("held")]);
    expect(spool.historyOf("held").attempts).toEqual([{ attempt: 1, state: "spooled" }]);
  });

  it("drops work that is over, all at once, and what has begun goes on", () => {
    for (const id of ["a", "b", "c"]) spool.commit(id, [spooled(id)]);
    spool.commit("b", [began]);
    const drop = ["a", "b"].map((jobId) => ({ jobId, attempt: 1 }));
    dropWork(spool, drop, createLog("test", "test", "fatal"));
    expect(
      reopen()
        .openWork()
        .map(({ jobId }) => jobId),
    ).toEqual(["b", "c"]);
    expect(spool.historyOf("a")).toEqual({ revokedUpTo: 1, attempts: [] });
    expect(spool.historyOf("b").attempts).toEqual([{ attempt: 1, state: "printing" }]);
  });

  it("remembers a history with outcome and tombstone", () => {
    spool.commit("a", [spooled("a"), began, finished()], "trace");
    spool.commit("a", [{ type: "AttemptsRevoked", upTo: 3 }]);
    expect(reopen().historyOf("a")).toEqual({
      revokedUpTo: 3,
      attempts: [{ attempt: 1, state: "finished", outcome: completed }],
    });
  });

  it("drops a waiting attempt with its tombstone, and a lower tombstone never replaces a higher one", () => {
    spool.commit("a", [spooled("a")]);
    spool.commit("a", [{ type: "AttemptsRevoked", upTo: 2 }]);
    spool.commit("a", [{ type: "AttemptsRevoked", upTo: 1 }]);
    expect(spool.nextFor("kitchen")).toBeUndefined();
    expect(spool.historyOf("a")).toEqual({ revokedUpTo: 2, attempts: [] });
  });

  it("writes all of a commit or nothing", () => {
    const twice = [spooled("a"), spooled("a")];
    expect(() => spool.commit("a", twice)).toThrow(/UNIQUE/);
    expect(spool.openWork()).toEqual([]);
    expect(spool.counter()).toBe(0);
    spool.commit("a", [spooled("a")]);
    expect(spool.counter()).toBe(1);
  });

  it("lists work without an acknowledged outcome", () => {
    for (const id of ["a", "b", "c"]) spool.commit(id, [spooled(id)]);
    spool.commit("b", [began]);
    spool.commit("c", [began, finished()]);
    expect(spool.openWork().map(({ jobId, state }) => `${jobId} ${state}`)).toEqual([
      "a spooled",
      "b printing",
      "c finished",
    ]);
    expect(spool.unfinished().map(({ jobId }) => jobId)).toEqual(["a", "b"]);
    spool.reportAcknowledged("c", 1);
    expect(spool.countOpenWork()).toBe(2);
  });

  it("hands out reports in the order of the outcomes until each is settled", () => {
    for (const id of ["a", "b"]) spool.commit(id, [spooled(id)]);
    spool.commit("b", [began, finished()], "trace-b");
    spool.commit("a", [began, finished()], "trace-a");
    expect(reopen().nextReport()).toMatchObject({ jobId: "b", traceparent: "trace-b" });
    spool.reportAcknowledged("b", 1);
    expect(spool.nextReport()).toMatchObject({ jobId: "a", outcome: completed });
    spool.reportDied("a", 1, "unknown-job");
    expect(reopen().nextReport()).toBeUndefined();
  });

  it("forgets what is finished, acknowledged and old, and nothing else", () => {
    for (const id of ["old", "new", "unreported", "dead", "waiting"])
      spool.commit(id, [spooled(id)]);
    spool.commit("old", [finished(10)]);
    spool.commit("new", [finished(90)]);
    spool.commit("unreported", [finished(10)]);
    spool.commit("dead", [finished(10)]);
    spool.reportAcknowledged("old", 1);
    spool.reportAcknowledged("new", 1);
    spool.reportDied("dead", 1, "unknown-job");
    expect(spool.forgetOlderThan(50)).toBe(1);
    const left = (id: string) => spool.historyOf(id).attempts.length;
    expect(["old", "new", "unreported", "dead", "waiting"].map(left)).toEqual([0, 1, 1, 1, 1]);
  });

  it("finds what waits beyond its deadline", () => {
    spool.commit("a", [spooled("a", { expiresAt: new Date(100).toISOString() })]);
    spool.commit("b", [spooled("b", { expiresAt: new Date(101).toISOString() })]);
    expect(spool.waitingPastDeadline("kitchen", 100).map(({ jobId }) => jobId)).toEqual(["a"]);
  });

  it("lets no second agent near the file", { timeout: 15_000 }, () => {
    expect(() => new SqliteSpool(folder, () => at)).toThrow(/locked/);
  });

  it("has every job that was told committed when the process was killed", async () => {
    spool.close();
    const writer = spawn(
      process.execPath,
      ["--conditions=@printermaster/source", join(import.meta.dirname, "spool-writer.ts"), folder],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    let told = "";
    for await (const text of writer.stdout) {
      told += String(text);
      if (told.split("\n").length > 200) writer.kill("SIGKILL");
    }
    if (writer.exitCode === null && writer.signalCode === null) await once(writer, "exit");
    open();
    const ids = told.split("\n").slice(0, -1);
    const kept = spool.openWork().map(({ jobId }) => jobId);
    expect(ids.length).toBeGreaterThan(199);
    expect(kept.slice(0, ids.length)).toEqual(ids);
    expect(spool.counter()).toBe(kept.length);
  });
});
