import { accepted, refused } from "@printermaster/contracts";
import { deepEqual, equal, ok } from "node:assert/strict";
import { exceptCounter, newJob, type Check } from "./stage.ts";

export const revokeChecks: Check[] = [
  {
    title: "a waiting job that is revoked never prints, and its attempt is refused from then on",
    async run({ bridge, kitchen }) {
      await bridge.connected();
      kitchen.isOutOfPaper = true;
      const [revoked, next] = [newJob(), newJob()];
      await bridge.ask("job", revoked);
      await bridge.ask("job", next);
      const { jobId } = revoked;
      const answer = await bridge.ask("revoke", { jobId, attempt: 1 });
      deepEqual(exceptCounter(answer), accepted({ revoked: true }));
      deepEqual(await bridge.ask("job", revoked), refused("attempt-refused"));
      kitchen.isOutOfPaper = false;
      await bridge.reportOf(next.jobId);
      equal(kitchen.countOf(jobId), 0);
      const known = await bridge.ask("query", { jobId });
      ok(known.ok);
      equal((known.value as { revoked?: boolean }).revoked, true);
    },
  },
  {
    title: "a revoke that overtakes its job keeps it from ever beginning, also after a restart",
    async run({ bridge, agent }) {
      const job = newJob({ attempt: 2 });
      const answer = await bridge.ask("revoke", { jobId: job.jobId, attempt: 2 });
      deepEqual(exceptCounter(answer), accepted({ revoked: true }));
      await agent.end("SIGKILL");
      agent.start();
      await bridge.connected(2);
      deepEqual(await bridge.ask("job", job), refused("attempt-refused"));
      ok((await bridge.ask("job", { ...job, attempt: 3 })).ok);
    },
  },
  {
    title: "what has been printed cannot be revoked, and the answer tells the outcome",
    async run({ bridge }) {
      const job = newJob();
      await bridge.ask("job", job);
      const { outcome } = await bridge.reportOf(job.jobId);
      deepEqual(
        exceptCounter(await bridge.ask("revoke", { jobId: job.jobId, attempt: 1 })),
        accepted({ revoked: false, state: "finished", outcome }),
      );
    },
  },
  {
    title: "what is being printed cannot be revoked",
    async run({ bridge, kitchen }) {
      kitchen.keepsSilentAfterPrinting = true;
      const job = newJob();
      await bridge.ask("job", job);
      await kitchen.printed(job.jobId);
      deepEqual(
        exceptCounter(await bridge.ask("revoke", { jobId: job.jobId, attempt: 1 })),
        accepted({ revoked: false, state: "printing" }),
      );
    },
  },
];
