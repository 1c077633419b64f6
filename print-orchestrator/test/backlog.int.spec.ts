/** A bug here would look like: a job on paper and on a slip, on two slips, or on none. */
import { subjects, type AgentJob, type ClassPolicy, type JobState } from "@printermaster/contracts";
import { jetstreamManager } from "@nats-io/jetstream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { handleCommand } from "../src/jobs/app/handle-command.ts";
import { storeJob } from "../src/jobs/app/store-job.ts";
import { slipIdOf } from "../src/saga/app/write-slip.ts";
import { LONG_MS, site, startOutage, type Outage } from "./outage.ts";
import { names, until } from "./owner.ts";

describe("the backlog", () => {
  let outage: Outage;
  beforeEach(async () => (outage = await startOutage()));
  afterEach(() => outage.stop());

  /** Two receipts that waited for a printer which comes back. */
  async function waited(rule: ClassPolicy["backlog"], ms = LONG_MS) {
    await outage.receipts({ backlog: rule, unknown: "hold" });
    const first = await outage.agent(1);
    await first.leave();
    outage.own();
    const ids = [
      await outage.submitted("one", { title: "Table 4" }),
      await outage.submitted("two"),
    ];
    for (const id of ids) await outage.untilHeld(id);
    outage.later(ms);
    return { ids, back: await outage.agent(1) };
  }

  it("is printed in its order where all of it is wanted", async () => {
    const { ids, back } = await waited({ kind: "all" });
    await until("it is offered", () => back.offered.length === 2);
    expect(back.offered.map(({ jobId }) => jobId)).toEqual(ids);
  });

  it("is printed after a hiccup whatever is wanted of it", async () => {
    const { ids, back } = await waited({ kind: "expire" }, 1000);
    await until("it is offered", () => back.offered.length === 2);
    expect(back.offered.map(({ jobId }) => jobId)).toEqual(ids);
  });

  it.each<[string, ClassPolicy["backlog"]]>([
    ["expires", { kind: "expire" }],
    ["is too old", { kind: "younger", minutes: 1 }],
  ])("is dropped where it %s, and what comes afterwards is printed", async (_, rule) => {
    const { ids, back } = await waited(rule);
    for (const id of ids) await outage.untilJob(id, ({ status }) => status === "aborted");
    for (const id of ids) expect(await outage.jobNow(id)).toMatchObject({ reason: "job-expired" });
    const fresh = await outage.submitted("fresh");
    await until("it is offered", () => back.offered.length === 1);
    expect(back.offered[0]?.jobId).toBe(fresh);
  });

  it("is told of on one slip", async () => {
    const { ids, back } = await waited({ kind: "summary" });
    await until("it is offered", () => back.offered.length === 1);
    const [slip] = back.offered;
    expect(textsOf(slip)).toContain(`Test, job ...${ids[0]!.slice(-6)}`);
    expect(textsOf(slip).join()).toContain("Table 4");
    expect(await outage.jobNow(slip!.jobId)).toMatchObject({
      lists: ids,
      title: "Not printed during an outage",
      submittedBy: { kind: "service", id: "backlog" },
    });
    for (const id of ids)
      expect(await outage.jobNow(id)).toMatchObject({ status: "aborted", listedOn: slip!.jobId });
  });

  it("is told of on one slip by two owners at once", async () => {
    await outage.receipts({ backlog: { kind: "summary" }, unknown: "hold" });
    await (await outage.agent(1)).leave();
    outage.own();
    outage.own();
    const ids = [];
    for (let n = 0; n < 12; n++) ids.push(await outage.submitted(`both${n}`));
    for (const id of ids) await outage.untilHeld(id);
    outage.later(LONG_MS);
    const { offered } = await outage.agent(1);
    const listed = async () => {
      const slips = await Promise.all(
        [...new Set(offered.map(({ jobId }) => jobId))].map(outage.jobNow),
      );
      return slips.flatMap((slip) => slip?.lists ?? []);
    };
    await until("all are listed", async () => (await listed()).length >= ids.length);
    expect((await listed()).toSorted()).toEqual(ids.toSorted());
  });

  it("is told of by the next owner, if one died after it had dropped them", async () => {
    await outage.agent(1);
    const ids = [await outage.submitted("dead1"), await outage.submitted("dead2")];
    const listedOn = await dropAll(ids);
    outage.own();
    await outage.untilJob(listedOn, ({ lists }) => lists?.join() === ids.join());
  });

  it("is told of on another slip, if it was dropped too late to be on its own", async () => {
    await outage.agent(1);
    const ids = [
      await outage.submitted("early"),
      await outage.submitted("late1"),
      await outage.submitted("late2"),
    ];
    const listedOn = await dropAll(ids);
    const [early = "", ...late] = ids;
    const first = (await outage.jobNow(early))!;
    await storeSlip(first, listedOn, [early]);
    outage.own();
    const another = slipIdOf(names, (await outage.jobNow(late[0] ?? ""))!, listedOn);
    await outage.untilJob(another, ({ lists }) => lists?.join() === late.join());
  });

  it("is told of on another slip, if nobody can read its own", async () => {
    await outage.agent(1);
    const ids = [await outage.submitted("one"), await outage.submitted("two")];
    const listedOn = await dropAll(ids);
    const subject = subjects.job(site.company, site.branch, listedOn);
    await outage.broker.streams.client.publish(subject, "not JSON");
    outage.own();
    const another = slipIdOf(names, (await outage.jobNow(ids[0] ?? ""))!, listedOn);
    await outage.untilJob(another, ({ lists }) => lists?.join() === ids.join());
  });

  /** Without what another owner dropped for it. */
  async function storeSlip(
    { title, class: jobClass, ...first }: JobState,
    jobId: string,
    lists: string[],
  ) {
    const { printerId, correlationId, bodyHash, submittedBy, expiresAt } = first;
    const about = { printerId, correlationId, bodyHash, submittedBy, expiresAt, title };
    await storeJob(
      outage.broker.jobs,
      {
        type: "SubmitPrint",
        at: new Date().toISOString(),
        jobId,
        ...site,
        ...about,
        traceId: undefined,
        class: jobClass,
        documentKind: "text",
        lists,
      },
      { kind: "text", text: "a slip" },
    );
  }

  it("is told of on a slip whose writer died before its document was stored", async () => {
    const back = await outage.agent(1);
    const ids = [await outage.submitted("lost1"), await outage.submitted("lost2")];
    const slipId = await dropAll(ids);
    await storeSlip((await outage.jobNow(ids[0] ?? ""))!, slipId, ids);
    const manager = await jetstreamManager(outage.broker.connection);
    const filter = subjects.document(site.company, site.branch, slipId);
    await manager.streams.purge("PRINT_DOC_V1", { filter });
    outage.later(11_000);
    outage.own();
    await until("it is offered", () => back.offered.length === 1);
    expect(back.offered[0]?.jobId).toBe(slipId);
    expect(textsOf(back.offered[0])).toContain(`Test, job ...${ids[1]!.slice(-6)}`);
  });

  /** As an owner does that dies before it writes the slip. */
  async function dropAll(ids: readonly string[]): Promise<string> {
    const listedOn = slipIdOf(names, (await outage.jobNow(ids[0]!))!);
    const drop = { type: "DropPrint", at: new Date().toISOString(), listedOn } as const;
    for (const jobId of ids) await handleCommand(outage.broker.jobs.jobs, { ...site, jobId }, drop);
    return listedOn;
  }
});

const textsOf = (job: AgentJob | undefined) =>
  job?.document.kind === "receipt"
    ? job.document.blocks.map((block) => ("text" in block ? block.text : ""))
    : [];
