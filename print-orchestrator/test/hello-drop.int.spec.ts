/** A bug here would look like: a restored disk that prints again what was printed long ago, or a sound one that forgets its work. */
import type { Outcome } from "@printermaster/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handleCommand } from "../src/jobs/app/handle-command.ts";
import { recordReport } from "../src/jobs/app/record-report.ts";
import { registerAgent } from "../src/fleet/app/register-agent.ts";
import { startBroker, type Broker } from "./broker.ts";

describe("what a hello says is still waiting on the disk", () => {
  let broker: Broker;
  beforeAll(async () => {
    broker = await startBroker();
    await broker.hello();
  });
  afterAll(() => broker.stop());

  async function dispatched(key: string, attempts: number): Promise<string> {
    const answer = await broker.submit(key);
    if (!answer.ok) throw new Error(answer.error.code);
    const { jobId } = answer.value.job;
    for (let attempt = 1; attempt <= attempts; attempt++) {
      if (attempt > 1) await report(jobId, attempt - 1, failed);
      const route = { agentId: "agent1", session: "s1", spoolGeneration: 1 };
      const at = new Date().toISOString();
      const address = { company: "demo", branch: "oldtown", jobId };
      await handleCommand(broker.jobs.jobs, address, { type: "DispatchPrint", at, ...route });
    }
    return jobId;
  }
  const failed: Outcome = { result: "failed", code: "printer-unreachable", detail: "refused" };
  const expired: Outcome = { result: "failed", code: "expired", detail: "too late" };
  const report = (jobId: string, attempt: number, outcome: Outcome) =>
    recordReport(broker.jobs, "demo", "oldtown", { jobId, agentId: "agent1", attempt, outcome });

  it("is dropped when the log says that it is over, and kept when it is not, or not known", async () => {
    const [running, ended, over, older] = await Promise.all([
      dispatched("running", 1),
      dispatched("ended", 1),
      dispatched("over", 1),
      dispatched("older", 2),
    ]);
    await report(ended, 1, expired);
    await report(over, 1, failed);
    const waits = (jobId: string, attempt = 1) => ({ jobId, attempt, state: "spooled" as const });
    const openWork = [
      waits(running),
      waits(ended),
      waits(over),
      waits(older),
      waits(older, 2),
      waits("nobodyknows"),
      // Its outcome is still to come, and will be answered by itself.
      { ...waits(ended), state: "finished" as const },
    ];
    const answer = await broker.hello({ openWork });
    expect(answer).toMatchObject({
      ok: true,
      value: { drop: [ended, over, older].map((jobId) => ({ jobId, attempt: 1 })) },
    });
  });

  it("is never passed over because the log could not be read", async () => {
    const jobs = { load: () => Promise.reject(new Error("the log told nothing")) };
    const hello = {
      protocol: 1 as const,
      installationId: "install1",
      spoolId: "spool1",
      counter: 0,
      appVersion: "1.0.0",
      printers: [],
      openWork: [{ jobId: "job1", attempt: 1, state: "spooled" as const }],
      agentId: "agent1",
      session: "s9",
      gateway: "gateway-1",
    };
    const deps = { ...broker.fleet, jobs };
    await expect(registerAgent(deps, "demo", "oldtown", hello)).rejects.toThrow("told nothing");
    const { state } = await broker.fleet.fleet.agent("demo", "oldtown", "agent1");
    expect(state?.session).not.toBe("s9");
  });
});
