import type { Job, JobReason, Proof } from "@printermaster/contracts";
import type { Ending, Run, Stage } from "./run.ts";

export const stepTitles: Record<Stage | Ending, string> = {
  sent: "Sent",
  accepted: "Accepted",
  waiting: "Waiting",
  dispatched: "Dispatched to the agent",
  spooled: "On the agent's disk",
  connecting: "Connecting to the printer",
  sending: "Sending",
  completed: "Completed",
  failed: "Failed",
  unconfirmed: "Unconfirmed",
  expired: "Expired",
  canceled: "Cancelled",
  refused: "Refused",
  unanswered: "No answer",
};

/** Weakest first; none claims more than was seen. */
export const proofWords: Record<Proof, string> = {
  told: "an older agent says so",
  sent: "bytes were sent",
  "status-clean": "sent, printer reports no fault",
  fenced: "the printer has processed it",
  confirmed: "the printer confirms it printed",
};

const heldWords: Partial<Record<JobReason, string>> = {
  "service-off-line": "The branch's agent is away. It prints when the agent returns.",
  "printer-stopped": "The printer has stopped. It prints when the printer is ready.",
  "printer-circuit-open":
    "The printer failed again and again, and rests. It prints when that is over.",
};

/** The second line of a step, where there is more to say than its title. */
export function stepDetail(run: Run, name: Stage | Ending): string | undefined {
  switch (name) {
    case "waiting":
      return run.stage === "waiting" && run.ending === undefined
        ? (heldWords[run.job?.reason ?? "none"] ?? "It prints when the branch is ready.")
        : undefined;
    case "completed":
      return run.job?.proof && `${proofWords[run.job.proof]}${elsewhere(run.job)}`;
    case "failed":
      return run.note ?? "The agent could not print it. Nothing came out.";
    case "unconfirmed":
      return `It may or may not be on paper: look at the printer.${run.note ? ` ${run.note}` : ""}`;
    case "expired":
      return "Its time ran out before it could be printed. Nothing came out.";
    case "canceled":
      return "It was cancelled in time. Nothing came out.";
    case "refused":
      return run.note;
    case "unanswered":
      return "Nobody answered. It may still print: recent jobs will show it.";
    case "sent":
    case "accepted":
    case "dispatched":
    case "spooled":
    case "connecting":
    case "sending":
      return undefined;
  }
}

/** Its card is that of the printer that was clicked. */
const elsewhere = ({ standsInFor }: Job): string =>
  standsInFor ? ` (another printer, instead of ${standsInFor.name})` : "";
