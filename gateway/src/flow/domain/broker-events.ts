/** What a message on the broker is called in the flow, by its subject alone. */
import {
  LIVE,
  parseAlertSubject,
  parseCommandSubject,
  parseEventSubject,
} from "@printermaster/contracts";

export interface BrokerEvent {
  readonly name: string;
  readonly direction: "in" | "out";
  readonly branch?: string;
  readonly peer?: string;
  readonly correlationId?: string;
}

/** `type` is that of a stored event, from its header. */
export function brokerEvent(subject: string, type: string | undefined): BrokerEvent | undefined {
  const command = parseCommandSubject(subject);
  if (command) {
    const { verb, branch, correlationId } = command;
    return { name: `command ${verb}`, direction: "out", branch, correlationId };
  }
  return subject.startsWith(LIVE) ? liveEvent(subject, type) : question(subject);
}

function liveEvent(subject: string, type: string | undefined): BrokerEvent | undefined {
  const alert = parseAlertSubject(subject);
  if (alert)
    return { name: "alert", direction: "in", branch: alert.branch, peer: `agent ${alert.agentId}` };
  const event = parseEventSubject(subject);
  if (!event) return undefined;
  const { kind, branch, id } = event;
  const peer = `${kind === "step" ? "job" : kind} ${id}`;
  return { name: kind === "step" ? "step" : (type ?? "event"), direction: "in", branch, peer };
}

function question(subject: string): BrokerEvent | undefined {
  const [, , , flow, , first, second, third] = subject.split(".");
  if (flow === "agent" && first && second && third)
    return { name: `agent ${third}`, direction: "in", branch: first, peer: `agent ${second}` };
  if (flow === "query" && first && second)
    return { name: `query ${first}`, direction: "out", correlationId: second };
  return undefined;
}
