/** A disk that is full, or lies. A bug is work that is acknowledged and not there, or a full disk that ends the agent. */
import { refused } from "@printermaster/contracts";
import { createLog } from "@printermaster/runtime";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SqliteSpool, type SpoolOptions } from "../src/adapters/sqlite-spool.ts";
import { SpoolFull } from "../src/app/ports.ts";
import { openWorkDesk } from "../src/app/take-work.ts";
import type { AttemptEvent } from "../src/domain/attempts.ts";
import { completed, job } from "./given.ts";

const log = createLog("test", "test", "fatal");
let folder: string;
let spool: SqliteSpool;
const open = (options: SpoolOptions = {}) => (spool = new SqliteSpool(folder, () => 5000, options));
const long = { kind: "text", text: "x".repeat(3000) } as const;
const spooled = (jobId: string): AttemptEvent => ({
  type: "JobSpooled",
  job: job({ jobId, document: long }),
  at: 5000,
});
const openJobs = () => spool.openWork().map(({ jobId }) => jobId);

function fill(): string[] {
  const ids: string[] = [];
  try {
    for (let nth = 0; nth < 2000; nth++) {
      spool.commit(`job${nth}`, [spooled(`job${nth}`)]);
      ids.push(`job${nth}`);
    }
  } catch (error) {
    if (!(error instanceof SpoolFull)) throw error;
    return ids;
  }
  throw new Error("it was never full");
}

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "spool-faults-"))));
afterEach(() => {
  spool.close();
  rmSync(folder, { recursive: true });
});

describe("a full disk", () => {
  const mostBytes = 400_000;

  it("refuses new work with a code, keeps what is there, and takes work again once there is room", async () => {
    open({ mostBytes });
    const kept = fill();
    const shared = { spool, printers: ["kitchen"], sign: () => undefined, now: () => 5000, log };
    const desk = openWorkDesk({ ...shared, bridge: { progress: () => {} }, onWork: () => {} });
    await expect(desk.take(job({ jobId: "late", document: long }))).rejects.toThrow(SpoolFull);
    expect(openJobs()).toEqual(kept);
    spool.close();
    open();
    expect(openJobs()).toEqual(kept);
    spool.commit("late", [spooled("late")]);
    expect(openJobs()).toEqual([...kept, "late"]);
  });

  it("takes nothing of a group that it has no room for, and the disk is still sure of each commit", () => {
    open({ mostBytes });
    const kept = fill();
    const before = spool.counter();
    expect(() =>
      spool.inOneGo(() => ["a", "b", "c"].map((id) => spool.commit(id, [spooled(id)]))),
    ).toThrow(SpoolFull);
    expect(openJobs()).toEqual(kept);
    expect(spool.counter()).toBe(before);
  });
});

describe("jobs that come together", () => {
  const needs = () => {
    const worked: string[] = [];
    const onWork = () => void worked.push(spool.openWork().length.toString());
    const shared = { spool, printers: ["kitchen"], sign: () => undefined, now: () => 5000, log };
    return { worked, desk: openWorkDesk({ ...shared, bridge: { progress: () => {} }, onWork }) };
  };

  it("are all on the disk before the first is acknowledged, in the order in which they came", async () => {
    open();
    const { desk, worked } = needs();
    const answers = ["c", "a", "b"].map((jobId) => desk.take(job({ jobId })));
    expect((await Promise.all(answers)).map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(worked).toEqual(["3", "3", "3"]);
    expect(openJobs()).toEqual(["c", "a", "b"]);
  });

  it("know of each other: the same attempt twice is one job", async () => {
    open();
    const { desk } = needs();
    const [first, second] = await Promise.all([desk.take(job()), desk.take(job())]);
    expect(second).toEqual(first);
    expect(openJobs()).toEqual(["job1"]);
  });

  it("are on the disk before a revoke that came after them", async () => {
    open();
    const { desk } = needs();
    const taken = desk.take(job());
    expect(desk.revoke({ session: "s1", jobId: "job1", attempt: 1 })).toMatchObject({ ok: true });
    expect(await taken).toMatchObject({ ok: true, value: { state: "spooled" } });
    expect(openJobs()).toEqual([]);
    expect(await desk.take(job())).toEqual(refused("attempt-refused"));
  });
});

describe("a spool that cannot be read", () => {
  const asides = () => readdirSync(folder).filter((name) => name.includes("broken"));

  it.each([
    ["is no database", () => Buffer.from("rubbish ".repeat(1000))],
    ["has lost a page", (whole: Buffer) => whole.fill(0xa5, 4096, Math.min(whole.length, 40_960))],
  ])(
    "because it %s is set aside whole; the agent goes on as itself, with a new disk",
    (_, damage) => {
      open();
      for (const id of ["a", "b", "c"]) spool.commit(id, [spooled(id)]);
      const { installationId, spoolId } = spool;
      spool.close();
      const path = join(folder, "spool.db");
      const broken = damage(readFileSync(path));
      writeFileSync(path, broken);
      open();
      expect(asides()).toHaveLength(1);
      expect(readFileSync(spool.setAside ?? "")).toEqual(broken);
      expect(spool.installationId).toBe(installationId);
      expect(spool.spoolId).not.toBe(spoolId);
      expect(openJobs()).toEqual([]);
    },
  );

  it("is told of no broken file when there is none, and an outcome is kept beside its job", () => {
    open();
    spool.commit("a", [
      spooled("a"),
      { type: "PrintingBegan", attempt: 1, at: 5000 },
      { type: "AttemptFinished", attempt: 1, outcome: completed, at: 5000 },
    ]);
    spool.close();
    open();
    expect([spool.setAside, asides()]).toEqual([undefined, []]);
    expect(spool.nextReport()).toMatchObject({ jobId: "a", outcome: completed });
  });
});
