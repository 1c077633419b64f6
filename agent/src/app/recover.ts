/**
 * Once at each start, before anything is printed: what becomes of the work that the last run left. The disk may be an
 * old copy, so what waits is held until the cloud offers it again.
 */
import type { Log } from "@printermaster/runtime";
import { execute } from "./execute.ts";
import type { Now, Spool } from "./ports.ts";

export function recover(spool: Spool, now: Now, log: Log): void {
  for (const { jobId, attempt, correlationId, traceparent } of spool.unfinished()) {
    const done = execute(spool, jobId, { type: "Resume", attempt, now: now() }, traceparent);
    const [found] = "events" in done ? done.events : [];
    const line = { event: "recovered", jobId, correlationId, attempt, found: found?.type };
    log.warn(line, "found open work");
  }
}
