import { accepted, refused } from "@printermaster/contracts";
import { deepEqual, equal, ok } from "node:assert/strict";
import { createHash } from "node:crypto";
import { exceptCounter, newJob, type Check } from "./stage.ts";

export const jobChecks: Check[] = [
  {
    title: "a job is acknowledged as spooled, prints once, and its report names what was sent",
    async run({ bridge, kitchen }) {
      const job = newJob();
      deepEqual(exceptCounter(await bridge.ask("job", job)), accepted({ state: "spooled" }));
      const { outcome, attempt } = await bridge.reportOf(job.jobId);
      equal(attempt, 1);
      ok(outcome.result === "completed");
      equal(outcome.proof, "fenced");
      equal(kitchen.tickets.length, 1);
      const paper = Buffer.from(kitchen.tickets[0] ?? "", "latin1");
      equal(outcome.paperHash, createHash("sha256").update(paper).digest("hex"));
      equal(outcome.bytes, paper.length);
    },
  },
  {
    title: "the same attempt again prints nothing and is answered with the stored result",
    async run({ bridge, kitchen }) {
      const job = newJob();
      const [first, second] = await Promise.all([bridge.ask("job", job), bridge.ask("job", job)]);
      ok(first.ok && second.ok);
      const { outcome } = await bridge.reportOf(job.jobId);
      const repeated = exceptCounter(await bridge.ask("job", job));
      deepEqual(repeated, accepted({ state: "finished", outcome }));
      const next = newJob();
      await bridge.ask("job", next);
      await bridge.reportOf(next.jobId);
      equal(kitchen.countOf(job.jobId), 1);
    },
  },
  {
    title: "an attempt below the highest seen is refused",
    async run({ bridge, kitchen }) {
      const job = newJob({ attempt: 2 });
      await bridge.ask("job", job);
      deepEqual(await bridge.ask("job", { ...job, attempt: 1 }), refused("attempt-refused"));
      await bridge.reportOf(job.jobId);
      equal(kitchen.countOf(job.jobId), 1);
    },
  },
  {
    title: "a later attempt prints again",
    async run({ bridge, kitchen }) {
      const job = newJob();
      await bridge.ask("job", job);
      await bridge.reportOf(job.jobId);
      await bridge.ask("job", { ...job, attempt: 2 });
      equal((await bridge.reportOf(job.jobId, 2)).attempt, 2);
      equal(kitchen.countOf(job.jobId), 2);
    },
  },
  {
    title: "a job for a printer that is not there is refused",
    async run({ bridge }) {
      const answer = await bridge.ask("job", newJob({ printerId: "attic" }));
      deepEqual(answer, refused("unknown-printer"));
    },
  },
  {
    title: "what cannot be read is refused with a code, and the agent goes on",
    async run({ bridge, kitchen }) {
      const { socket } = await bridge.connected();
      const garbage = [undefined, null, 7, "job", [], { jobId: "../x" }, newJob({ attempt: -1 })];
      for (const payload of garbage) {
        const answer: unknown = await socket.timeout(5000).emitWithAck("agent:job", payload);
        ok(JSON.stringify(answer).includes('"code":"invalid-payload"'), JSON.stringify(answer));
      }
      socket.emit("agent:job", { no: "acknowledgement" });
      const job = newJob();
      await bridge.ask("job", job);
      await bridge.reportOf(job.jobId);
      equal(kitchen.tickets.length, 1);
    },
  },
  {
    title: "a job that comes too late is taken, reported as expired, and not printed",
    async run({ bridge, kitchen }) {
      const late = newJob({ expiresAt: new Date(Date.now() - 1000).toISOString() });
      const answer = await bridge.ask("job", late);
      ok(answer.ok);
      const { outcome } = await bridge.reportOf(late.jobId);
      ok(outcome.result === "failed" && outcome.code === "expired");
      equal(kitchen.tickets.length, 0);
    },
  },
  {
    title: "a job whose time ends while its printer is away is reported as expired",
    async run({ bridge, kitchen }) {
      await bridge.connected();
      await kitchen.switchOff();
      const job = newJob({ expiresAt: new Date(Date.now() + 700).toISOString() });
      await bridge.ask("job", job);
      const { outcome } = await bridge.reportOf(job.jobId);
      ok(outcome.result === "failed" && outcome.code === "expired");
    },
  },
  {
    title: "jobs of one printer are printed in the order they came",
    async run({ bridge, kitchen }) {
      await bridge.connected();
      kitchen.isOutOfPaper = true;
      const jobs = [newJob(), newJob(), newJob()];
      for (const job of jobs) await bridge.ask("job", job);
      kitchen.isOutOfPaper = false;
      for (const job of jobs) await bridge.reportOf(job.jobId);
      const order = jobs.map(({ jobId }) => kitchen.tickets.findIndex((t) => t.includes(jobId)));
      deepEqual(order, [0, 1, 2]);
    },
  },
  {
    title: "one printer does not wait for another",
    async run({ bridge, kitchen, counter }) {
      await bridge.connected();
      kitchen.isOutOfPaper = true;
      const [waiting, other] = [newJob(), newJob({ printerId: "counter" })];
      await bridge.ask("job", waiting);
      await bridge.ask("job", other);
      await bridge.reportOf(other.jobId);
      equal(counter.countOf(other.jobId), 1);
      ok(!bridge.reports.some(({ jobId }) => jobId === waiting.jobId));
    },
  },
];
