/** What a run does with the work that it found on the disk, which may be an old copy. */
import type { Decision, Outcome } from "@printermaster/contracts";
import type { Attempt, AttemptCommand, AttemptEvent } from "./attempts.ts";
import { returned } from "./returned.ts";

type Of<Type extends AttemptCommand["type"]> = Extract<AttemptCommand, { type: Type }>;

/** Once at the start, for each attempt without an outcome. */
export function resume(
  known: Attempt | undefined,
  { attempt, now }: Of<"Resume">,
): Decision<AttemptEvent> {
  switch (known?.state) {
    case "printing":
      return { events: [{ type: "PrintingInterrupted", attempt, at: now }] };
    case "spooled":
      return { events: [{ type: "WorkHeld", attempt }] };
    case "finished":
    case undefined:
      return { events: [] };
  }
}

/** The cloud still wants what this run found on the disk. Of anything else a repeat changes nothing. */
export function offeredAgain(
  { attempt, held }: Attempt,
  { job: { printerId }, printers, givesBack, now }: Of<"Take">,
): Decision<AttemptEvent> {
  if (!held) return { events: [] };
  if (givesBack)
    return { events: [{ type: "AttemptFinished", attempt, outcome: returned, at: now }] };
  if (printers.includes(printerId)) return { events: [{ type: "WorkReleased", attempt }] };
  const detail = `the agent was restarted without the printer ${printerId}`;
  const outcome: Outcome = { result: "failed", code: "unknown-printer", detail };
  return { events: [{ type: "AttemptFinished", attempt, outcome, at: now }] };
}
