/** Who is behind a connection: what it says first, who answers what comes, and who is told how it goes. */
import type { AgentHello, HelloAccepted } from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import type { WorkDesk } from "../app/take-work.ts";

export interface LinkEnds {
  readonly hello: () => AgentHello;
  readonly desk: WorkDesk;
  /** Before anything may be asked in this session. */
  readonly onDrop: (drop: HelloAccepted["drop"]) => void;
  /** The answer to the hello, and how long it took. */
  readonly onReady: (serverTime: string, roundTripMs: number) => void;
  readonly onSuperseded: () => void;
}

export function dropped(ends: LinkEnds, drop: HelloAccepted["drop"], log: Log): boolean {
  try {
    ends.onDrop(drop);
    return true;
  } catch (error) {
    log.error({ event: "not-dropped", err: error }, "work that is over is still there");
    return false;
  }
}
