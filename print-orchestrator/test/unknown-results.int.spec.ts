/** A bug here would look like: a second copy, one that nobody wanted, or none where somebody waits for it. */
import type { ClassPolicy } from "@printermaster/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Documents } from "../src/jobs/app/ports.ts";
import { recordReport } from "../src/jobs/app/record-report.ts";
import { site, startOutage, type Outage } from "./outage.ts";
import { until } from "./owner.ts";

describe("a result that nobody knows", () => {
  let outage: Outage;
  beforeEach(async () => (outage = await startOutage()));
  afterEach(() => outage.stop());

  const unknown = { result: "unconfirmed", cause: "silent" } as const;

  async function unknownJob(rule: ClassPolicy["unknown"]) {
    await outage.receipts({ backlog: { kind: "all" }, unknown: rule });
    const first = await outage.agent(1);
    const owner = outage.own();
    const jobId = await outage.submitted("unknown");
    await until("it is offered", () => first.offered.length === 1);
    return { first, owner, jobId };
  }
  const report = (jobId: string) =>
    recordReport(outage.broker.jobs, site.company, site.branch, {
      jobId,
      agentId: "agent1",
      attempt: 1,
      outcome: unknown,
    });

  it("is printed once more where the branch wants that, marked, by two owners once", async () => {
    const { first, jobId } = await unknownJob("reprint");
    outage.own();
    await report(jobId);
    const others = () => first.offered.filter((job) => job.jobId !== jobId);
    await until("it is offered", () => others().length > 0);
    const [offered] = others();
    const copy = (await outage.jobNow(offered!.jobId))!;
    expect(copy).toMatchObject({ copyOf: jobId, possibleDuplicate: true, printerId: "printer1" });
    expect(offered?.banner).toContain("POSSIBLE DUPLICATE");
    // Behind whatever else would be printed.
    const last = await outage.submitted("last");
    await until("it is offered", () => first.offered.some((job) => job.jobId === last));
    const printed = new Set(first.offered.map((job) => job.jobId));
    expect([...printed]).toEqual([jobId, copy.jobId, last]);
  });

  it("is printed once more by the next owner, if one died meanwhile", async () => {
    const { first, owner, jobId } = await unknownJob("reprint");
    await outage.dies(owner);
    await report(jobId);
    outage.own();
    await until("it is offered", () => first.offered.some(({ jobId: id }) => id !== jobId));
    expect(await outage.jobNow(first.offered.at(-1)!.jobId)).toMatchObject({ copyOf: jobId });
  });

  it("is printed once more by the next owner, whose snapshot is younger than that result", async () => {
    await outage.receipts({ backlog: { kind: "all" }, unknown: "reprint" });
    const first = await outage.agent(1);
    const { documents } = outage.broker.jobs;
    let ended = "";
    let failures = 0;
    const get: Documents["get"] = (address, bodyHash) => {
      if (address.jobId !== ended) return documents.get(address, bodyHash);
      failures++;
      return Promise.reject(new Error("the documents are away"));
    };
    const owner = outage.own({ ...documents, get });
    const jobId = await outage.submitted("unknown");
    await until("it is offered", () => first.offered.length === 1);
    ended = jobId;
    await report(jobId);
    await until("it is offered", () => failures > 0);
    await outage.dies(owner);
    outage.own();
    await until("it is offered", () => first.offered.some((job) => job.jobId !== jobId));
    expect(await outage.jobNow(first.offered.at(-1)!.jobId)).toMatchObject({ copyOf: jobId });
  });

  it.each(["hold", "drop"] as const)("is not printed again where the rule is %s", async (rule) => {
    const { first, jobId } = await unknownJob(rule);
    await report(jobId);
    await aSecondLater();
    const last = await outage.submitted("last");
    await until("it is offered", () => first.offered.some((job) => job.jobId === last));
    expect(first.offered.map((job) => job.jobId)).toEqual([jobId, last]);
  });

  /** What is to be done each second is done before jobs expire: one that has expired shows that it was. */
  async function aSecondLater(): Promise<void> {
    await (await outage.agent(2)).leave();
    const marker = await outage.submitted("marker", { printerId: "printer2", deadlineSeconds: 1 });
    await outage.untilJob(marker, ({ status }) => status === "aborted");
  }
});
