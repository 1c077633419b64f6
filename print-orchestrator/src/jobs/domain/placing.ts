/** Where a job goes before anything of it is on paper: to an agent, to another printer, or nowhere for now. */
import type { Decision, JobState } from "@printermaster/contracts";
import { isLasting } from "./job-classes.ts";
import type { DispatchPrint, HoldPrint, ReroutePrint } from "./print-commands.ts";
import type { PrintEvent, PrintJob } from "./print-job.ts";

export function decideHold(job: PrintJob, { at, reason, again }: HoldPrint): Decision<PrintEvent> {
  if (job?.reason === reason && !again) return NOTHING;
  return one({ type: "PrintHeld", at, data: { reason } });
}

export function decideDispatch(job: PrintJob, command: DispatchPrint): Decision<PrintEvent> {
  const { at, agentId, session, spoolGeneration, spoolCounter, printerId } = command;
  if (printerId && printerId !== job?.printerId) return NOTHING;
  const data = { attempt: nextAttempt(job), agentId, session, spoolGeneration, spoolCounter };
  return one({ type: "PrintDispatched", at, data });
}

/** Another attempt begins only after the reported failure, or the committed revoke, of the last one. */
const nextAttempt = (job: PrintJob): number => (job?.attemptOver ? job.attempt + 1 : 1);

export function decideReroute(
  job: PrintJob,
  { at, fromName, to }: ReroutePrint,
): Decision<PrintEvent> {
  if (!job || job.printerId === to || !mayMove(job)) return NOTHING;
  return one({ type: "PrintRerouted", at, data: { from: job.printerId, fromName, to } });
}

/** Once, so that no job wanders; a test is of its own printer, and a kick of its own drawer. */
export const mayMove = (job: JobState): boolean => isLasting(job.class) && !job.standsInFor;

const NOTHING: Decision<PrintEvent> = { events: [] };
const one = (event: PrintEvent): Decision<PrintEvent> => ({ events: [event] });
