/** What the saga takes from stored messages. One that cannot be read must not stop it from reading on. */
import {
  parseEventSubject,
  StoredAgentEvent,
  StoredBranchEvent,
  StoredJobEvent,
  StoredPrinterEvent,
  type JobState,
} from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import type { Saga } from "../app/saga.ts";

/** A message as a consumer delivers it, or as it is looked up. */
export interface StoredMessage {
  readonly subject: string;
  readonly seq: number;
  json(): unknown;
}

export function jobIn(log: Log, message: StoredMessage): JobState | undefined {
  const event = StoredJobEvent.safeParse(bodyOf(message));
  if (!event.success) unreadable(log, message);
  return event.data?.state;
}

export function tellFleet(saga: Saga, log: Log, message: StoredMessage): void {
  const kind = parseEventSubject(message.subject)?.kind;
  const body = bodyOf(message);
  const agent = StoredAgentEvent.safeParse(body);
  if (kind === "agent" && agent.success) return saga.sawAgent(agent.data.state);
  const printer = StoredPrinterEvent.safeParse(body);
  if (kind === "printer" && printer.success) return saga.sawPrinter(printer.data.state);
  const branch = StoredBranchEvent.safeParse(body);
  if (kind === "branch" && branch.success) return saga.sawBranch(branch.data.state);
  unreadable(log, message);
}

function bodyOf(message: StoredMessage): unknown {
  try {
    return message.json();
  } catch {
    return undefined;
  }
}

const unreadable = (log: Log, { subject, seq }: StoredMessage) =>
  log.error({ subject, sequence: seq }, "an event could not be read and was passed over");
