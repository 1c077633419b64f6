/** What those who watch are told of what a gateway says to sockets. */
import { CorrelationId, type Id } from "@printermaster/contracts";
import type { Flow } from "./flow.ts";

interface To {
  readonly company: Id;
  readonly branch: Id;
  readonly agentId?: Id;
  /** How many of a room. */
  readonly sockets?: number;
}

export function tellEmitted(flow: Flow, to: To, event: string, body: unknown): void {
  const { company, branch, agentId, sockets } = to;
  const said = body as { correlationId?: unknown; job?: { correlationId?: unknown } } | undefined;
  const named = CorrelationId.safeParse(said?.correlationId ?? said?.job?.correlationId);
  const peer = agentId
    ? `agent ${agentId}`
    : sockets === 1
      ? "one socket"
      : `${sockets ?? 0} sockets`;
  const about = { over: "socket", direction: "out", name: event, branch, peer } as const;
  flow.tell(company, { ...about, ...(named.success ? { correlationId: named.data } : {}) }, body);
}
