/** What the hello's answer says is over: it will never begin, whatever the disk says. */
import type { HelloAccepted } from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import { attempts } from "../domain/attempts.ts";
import type { JobChange, Spool } from "./ports.ts";

export function dropWork(spool: Spool, drop: HelloAccepted["drop"], log: Log): void {
  const changes = drop.flatMap(({ jobId, attempt }): JobChange[] => {
    const decision = attempts.decide(spool.historyOf(jobId), { type: "Revoke", attempt });
    // Paper may have moved since the hello: its outcome tells.
    return "refused" in decision ? [] : [{ jobId, events: decision.events }];
  });
  if (changes.length === 0) return;
  // All at once: a full spool's tombstones one by one would outlast the connection.
  spool.commitAll(changes);
  const jobs = changes.map(({ jobId }) => jobId);
  log.warn({ event: "dropped", jobs }, "the log says that these are over");
}
