import { accepted, refused, type AgentReport } from "@printermaster/contracts";
import { deepEqual, equal, ok } from "node:assert/strict";
import type { PlayedBridge } from "./played-bridge.ts";
import { newJob, type Check, type TestJob } from "./stage.ts";

const codeOf = ({ outcome }: AgentReport): string =>
  outcome.result === "failed" ? outcome.code : outcome.result;

async function sendAll(bridge: PlayedBridge, jobs: readonly TestJob[], attempt = 1) {
  for (const job of jobs) ok((await bridge.ask("job", { ...job, attempt })).ok);
}

export const printerChecks: Check[] = [
  {
    title: "one that is out of paper is told at once, its job waits, and prints when there is some",
    async run({ bridge, kitchen }) {
      await bridge.connected();
      kitchen.isOutOfPaper = true;
      const job = newJob();
      await bridge.ask("job", job);
      await bridge.told("kitchen", "media-empty");
      deepEqual(bridge.reports, []);
      kitchen.isOutOfPaper = false;
      equal(codeOf(await bridge.failureOf(job.jobId)), "completed");
      await bridge.told("kitchen", undefined);
    },
  },
  {
    title: "what is told of them names all of them, is numbered, and comes again until it is taken",
    async run({ bridge, kitchen }) {
      await bridge.connected();
      bridge.onPrinters = ({ number }) =>
        number < 3 ? refused("storage-unavailable") : accepted({});
      kitchen.isOutOfPaper = true;
      await bridge.ask("job", newJob());
      await bridge.told("kitchen", "media-empty");
      kitchen.isOutOfPaper = false;
      await bridge.told("kitchen", undefined);
      const { accounts } = bridge;
      deepEqual(
        accounts.map(({ number }) => number),
        accounts.map((_, nth) => nth + 1),
      );
      for (const { printers } of accounts)
        deepEqual(printers.map(({ printerId }) => printerId).sort(), ["counter", "kitchen"]);
      ok(accounts.length >= 3);
    },
  },
  {
    title: "a next connection's hello tells how they are by then",
    async run({ bridge, kitchen }) {
      const { socket } = await bridge.connected();
      kitchen.isOutOfPaper = true;
      await bridge.ask("job", newJob());
      await bridge.told("kitchen", "media-empty");
      socket.disconnect(true);
      const { hello } = await bridge.connected(2);
      const told = hello.printers.find(({ printerId }) => printerId === "kitchen");
      equal(told?.state, "stopped");
      deepEqual(told?.reasons, ["media-empty"]);
    },
  },
  {
    title: "one that cannot be reached fails the first job, and gives the others back in order",
    async run({ bridge, kitchen }) {
      await bridge.connected();
      await kitchen.switchOff();
      const jobs = [newJob(), newJob(), newJob()];
      await sendAll(bridge, jobs);
      const last = jobs.at(-1);
      await bridge.failureOf(last?.jobId ?? "");
      deepEqual(
        bridge.reports.map((report) => [report.jobId, codeOf(report)]),
        jobs.map(({ jobId }, nth) => [jobId, nth === 0 ? "printer-unreachable" : "returned"]),
      );
      await bridge.told("kitchen", "connecting-to-device");
      await kitchen.switchOn();
      // With nothing to print, it notices by itself.
      await bridge.told("kitchen", undefined);
      await sendAll(bridge, jobs, 2);
      for (const { jobId } of jobs) equal(codeOf(await bridge.reportOf(jobId, 2)), "completed");
      const order = jobs.map(({ jobId }) => kitchen.tickets.findIndex((t) => t.includes(jobId)));
      deepEqual(order, [0, 1, 2]);
    },
  },
  {
    title: "a job that comes before such a failure is acknowledged is given back at once",
    async run({ bridge, kitchen }) {
      await bridge.connected();
      const record = bridge.onReport;
      bridge.onReport = () => refused("storage-unavailable");
      await kitchen.switchOff();
      const [failed, late] = [newJob(), newJob()];
      await bridge.ask("job", failed);
      await bridge.failureOf(failed.jobId);
      await kitchen.switchOn();
      const answer = await bridge.ask("job", late);
      ok(answer.ok);
      const { state, outcome } = answer.value as { state: string; outcome?: { code?: string } };
      deepEqual([state, outcome?.code], ["finished", "returned"]);
      bridge.onReport = record;
      await bridge.failureOf(late.jobId);
      await sendAll(bridge, [failed, late], 2);
      for (const { jobId } of [failed, late]) await kitchen.printed(jobId);
      deepEqual(
        [failed, late].map(({ jobId }) => kitchen.tickets.findIndex((t) => t.includes(jobId))),
        [0, 1],
      );
    },
  },
];
