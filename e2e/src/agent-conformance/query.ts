import { accepted } from "@printermaster/contracts";
import { deepEqual } from "node:assert/strict";
import { newJob, type Check } from "./stage.ts";

export const queryChecks: Check[] = [
  {
    title: "a job nobody sent is not known",
    async run({ bridge }) {
      deepEqual(await bridge.ask("query", { jobId: "nobody" }), accepted({ known: false }));
    },
  },
  {
    title: "a waiting job is told as spooled, a finished one with its outcome",
    async run({ bridge, kitchen }) {
      await bridge.connected();
      kitchen.isOutOfPaper = true;
      const job = newJob();
      await bridge.ask("job", job);
      const told = { known: true, attempt: 1, revoked: false };
      const { jobId } = job;
      deepEqual(await bridge.ask("query", { jobId }), accepted({ ...told, state: "spooled" }));
      kitchen.isOutOfPaper = false;
      const { outcome } = await bridge.reportOf(jobId);
      const finished = accepted({ ...told, state: "finished", outcome });
      deepEqual(await bridge.ask("query", { jobId }), finished);
    },
  },
];
