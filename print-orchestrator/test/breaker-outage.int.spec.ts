/** A bug here would look like: a broken printer that is never tried again, as its probes are dropped or taken away. */
import { headers, type Outcome } from "@printermaster/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { recordReport } from "../src/jobs/app/record-report.ts";
import { LONG_MS, site, spooled, startOutage, type Outage } from "./outage.ts";
import { until } from "./owner.ts";

const broken: Outcome = { result: "failed", code: "printer-error", detail: "no answer" };

describe("a printer whose breaker was open for long", () => {
  let outage: Outage;
  let probes: number;
  beforeEach(async () => {
    outage = await startOutage();
    probes = 0;
    outage.broker.connection.subscribe("live.fleet.>", {
      callback: (_, message) => {
        if (message.headers?.get(headers.type) === "BreakerProbed") probes++;
      },
    });
  });
  afterEach(() => outage.stop());

  const breakerNow = async () => {
    const { fleet } = outage.broker.fleet;
    return (await fleet.printer(site.company, site.branch, "printer1")).state?.breaker;
  };

  /** Five jobs that were all out, and all failed; then time goes by. */
  async function opened(first: Awaited<ReturnType<Outage["agent"]>>): Promise<string[]> {
    outage.own();
    const ids: string[] = [];
    for (const name of ["a", "b", "c", "d", "e"]) ids.push(await outage.submitted(name));
    await until("all are offered", () => first.offered.length >= 5);
    for (const jobId of ids) {
      const about = { jobId, agentId: "agent1", attempt: 1, outcome: broken };
      await recordReport(outage.broker.jobs, site.company, site.branch, about);
    }
    await until("it is open", async () => (await breakerNow())?.state === "open");
    outage.later(LONG_MS);
    return ids;
  }

  it("is probed with the first job that its branch still wants", async () => {
    await outage.receipts({ backlog: { kind: "expire" }, unknown: "hold" });
    const first = await outage.agent(1);
    const ids = await opened(first);
    const fresh = await outage.submitted("fresh");
    await until("it is probed", () => first.offered.some(({ jobId }) => jobId === fresh));
    expect(await breakerNow()).toMatchObject({ state: "half-open", probe: fresh });
    for (const jobId of ids)
      expect(await outage.jobNow(jobId)).toMatchObject({ attempt: 1, reason: "job-expired" });
    expect(probes).toBe(1);
  });

  it("keeps the job that it is probed with, while all others go to its backup", async () => {
    let revokes = 0;
    const first = await outage.agent(1, (verb) => {
      if (verb === "revoke") revokes++;
      return verb === "revoke" ? { ok: true, value: { revoked: true } } : spooled;
    });
    const second = await outage.agent(2);
    const ids = await opened(first);
    await outage.submitted("probe");
    await until("it is probed", () => first.offered.length === 6);
    const probe = first.offered[5]?.jobId;
    await outage.backupAfter(10);
    const others = ids.filter((jobId) => jobId !== probe);
    await until("the others move", () =>
      others.every((id) => second.offered.some(({ jobId }) => jobId === id)),
    );
    expect(revokes).toBe(0);
    expect(await breakerNow()).toMatchObject({ state: "half-open", probe });
  });
});
