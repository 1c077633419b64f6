/** A bug here would look like: a job on two printers, or a kitchen that waits beside an idle one. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LONG_MS, spooled, startOutage, type Outage } from "./outage.ts";
import { until } from "./owner.ts";

const revoked = { ok: true, value: { revoked: true } };

describe("a backup printer", () => {
  let outage: Outage;
  beforeEach(async () => (outage = await startOutage()));
  afterEach(() => outage.stop());

  it("prints what waits for one whose agent is away, and says for whom", async () => {
    const [first, second] = [await outage.agent(1), await outage.agent(2)];
    await outage.backupAfter(60);
    await first.leave();
    outage.own();
    const ids = [await outage.submitted("away1"), await outage.submitted("away2")];
    for (const id of ids) await outage.untilHeld(id);
    outage.later(LONG_MS);
    await until("it is offered", () => second.offered.length === 2);
    expect(second.offered).toMatchObject(
      ids.map((jobId) => ({
        jobId,
        printerId: "printer2",
        attempt: 1,
        banner: ["INSTEAD OF Bar"],
      })),
    );
    expect(await outage.jobNow(ids[0]!)).toMatchObject({
      printerId: "printer2",
      standsInFor: { printerId: "printer1", name: "Bar" },
    });
  });

  it("prints what the agent of a blocked one gives back, as another attempt", async () => {
    const first = await outage.agent(1, (verb) => (verb === "revoke" ? revoked : spooled));
    const second = await outage.agent(2);
    await outage.backupAfter(60);
    outage.own();
    const jobId = await outage.submitted("blocked");
    await until("it is offered", () => first.offered.length === 1);
    await first.block();
    outage.later(LONG_MS);
    await until("it is offered", () => second.offered.length === 1);
    expect(second.offered).toMatchObject([{ jobId, attempt: 2, banner: ["INSTEAD OF Bar"] }]);
  });

  it("does not print what an agent may have that cannot be asked", async () => {
    const [first, second] = [await outage.agent(1), await outage.agent(2)];
    await outage.backupAfter(5);
    outage.own();
    const jobId = await outage.submitted("unasked");
    await until("it is offered", () => first.offered.length === 1);
    await first.leave();
    const waits = await outage.submitted("waits");
    outage.later(LONG_MS);
    await until("it is offered", () => second.offered.length === 1);
    expect(second.offered[0]?.jobId).toBe(waits);
    expect(await outage.jobNow(jobId)).toMatchObject({ printerId: "printer1", agentId: "agent1" });
    expect((await outage.jobNow(jobId))?.status).toMatch(/^processing/);
  });

  it("prints a marked copy of it where the branch wants that", async () => {
    const [first, second] = [await outage.agent(1), await outage.agent(2)];
    await outage.backupAfter(60);
    await outage.receipts({ backlog: { kind: "all" }, unknown: "reprint" });
    outage.own();
    const jobId = await outage.submitted("given up");
    await until("it is offered", () => first.offered.length === 1);
    await first.leave();
    outage.later(LONG_MS);
    await until("it is offered", () => second.offered.length === 1);
    expect(await outage.jobNow(jobId)).toMatchObject({ reason: "print-result-unknown" });
    const [copy] = second.offered;
    expect(copy?.banner).toEqual([
      "POSSIBLE DUPLICATE",
      `of ${jobId}`,
      expect.stringMatching(/^by PrinterMaster, .* UTC$/),
      "INSTEAD OF Bar",
    ]);
    expect(copy?.document).toEqual({ kind: "text", text: "hello" });
  });

  it("prints nothing of a drawer or a test", async () => {
    const [first, second] = [await outage.agent(1), await outage.agent(2)];
    await outage.backupAfter(1);
    await first.leave();
    outage.own();
    const kick = await outage.submitted("kick", { class: "drawer" });
    const test = await outage.submitted("test", { class: "test" });
    const receipt = await outage.submitted("receipt");
    for (const id of [kick, test, receipt]) await outage.untilHeld(id);
    outage.later(10_000);
    await outage.untilJob(receipt, ({ printerId }) => printerId === "printer2");
    await until("it is offered", () => second.offered.length > 0);
    expect(second.offered.map(({ jobId }) => jobId)).toEqual([receipt]);
    for (const id of [kick, test]) expect((await outage.jobNow(id))?.printerId).toBe("printer1");
  });

  it("an agent that refuses what it gave back to a dead owner gets it again, as another attempt", async () => {
    const refusal = { code: "attempt-refused", message: "no", retryable: false };
    const known = { known: true, attempt: 1, state: "spooled", revoked: true };
    let refuses = true;
    const first = await outage.agent(1, (verb) => {
      if (verb === "query") return { ok: true, value: known };
      return refuses ? ((refuses = verb !== "job"), { ok: false, error: refusal }) : spooled;
    });
    outage.own();
    const jobId = await outage.submitted("given back");
    await until("it is offered", () => first.offered.length === 2);
    expect(first.offered.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(await outage.jobNow(jobId)).toMatchObject({ status: "processing", attempt: 2 });
  });
});
