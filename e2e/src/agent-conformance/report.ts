import { refused } from "@printermaster/contracts";
import { deepEqual, equal, ok } from "node:assert/strict";
import { newJob, printNext, type Check } from "./stage.ts";

export const reportChecks: Check[] = [
  {
    title: "a report is repeated until it is acknowledged, over refusals and lost connections",
    async run({ bridge, kitchen }) {
      let tries = 0;
      const record = bridge.onReport;
      bridge.onReport = (report) => {
        tries++;
        if (tries === 1) return refused("storage-unavailable");
        return tries === 2 ? undefined : record(report);
      };
      const job = newJob();
      await bridge.ask("job", job);
      const third = await bridge.reportOf(job.jobId, 3);
      deepEqual(third.outcome, bridge.reports[0]?.outcome);
      equal(kitchen.countOf(job.jobId), 1);
    },
  },
  {
    title: "an unacknowledged report comes again after a restart, an acknowledged one never",
    async run({ bridge, agent, kitchen }) {
      const record = bridge.onReport;
      bridge.onReport = () => undefined;
      const job = newJob();
      await bridge.ask("job", job);
      await bridge.reportOf(job.jobId);
      await agent.end("SIGKILL");
      bridge.onReport = record;
      const before = bridge.connections.length;
      agent.start();
      const { hello } = await bridge.connected(before + 1);
      deepEqual(hello.openWork, [{ jobId: job.jobId, attempt: 1, state: "finished" }]);
      // The next report comes only when this one is settled.
      await printNext(bridge);
      const reported = bridge.reports.filter(({ jobId }) => jobId === job.jobId).length;
      await agent.end("SIGKILL");
      agent.start();
      const { openWork } = (await bridge.connected(before + 2)).hello;
      // The acknowledgement of the other one may have been on its way when the agent was killed.
      ok(!openWork.some(({ jobId }) => jobId === job.jobId));
      await printNext(bridge);
      equal(bridge.reports.filter(({ jobId }) => jobId === job.jobId).length, reported);
      equal(kitchen.countOf(job.jobId), 1);
    },
  },
  {
    title: "a report refused for good does not hold back the next one",
    async run({ bridge }) {
      const record = bridge.onReport;
      const [first, second] = [newJob(), newJob()];
      bridge.onReport = (report) =>
        report.jobId === first.jobId ? refused("unknown-job") : record(report);
      await bridge.ask("job", first);
      await bridge.ask("job", second);
      await bridge.reportOf(second.jobId);
      equal(bridge.reports.filter(({ jobId }) => jobId === first.jobId).length, 1);
    },
  },
];
