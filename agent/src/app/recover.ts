/** Once at each start, before anything is printed: what became of the work that the last run left. */
import type { Log } from "@printermaster/runtime";
import { execute } from "./execute.ts";
import type { Now, Spool } from "./ports.ts";

export function recover(spool: Spool, printers: readonly string[], now: Now, log: Log): void {
  for (const { jobId, attempt, printerId, correlationId, traceparent } of spool.unfinished()) {
    const command = { type: "Resume", attempt, printerId, printers, now: now() } as const;
    const done = execute(spool, jobId, command, traceparent);
    const [ended] = "events" in done ? done.events : [];
    const outcome = ended?.type === "AttemptFinished" ? ended.outcome.result : "will print";
    log.warn({ event: "recovered", jobId, correlationId, attempt, outcome }, "found open work");
  }
}
