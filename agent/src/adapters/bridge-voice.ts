/** What the agent says to the bridge, over whatever carries it now. */
import {
  agentAnswers,
  agentEvents,
  type AgentHeartbeat,
  type AgentPrinters,
  type AgentProgress,
  type AgentReport,
} from "@printermaster/contracts";
import type { Bridge } from "../app/ports.ts";
import type { BridgeLink } from "./bridge-link.ts";

/** The gateway asks an orchestrator, and asks again after ten seconds. */
const REPORT_LIMIT_MS = 15_000;
const SPANS_LIMIT_MS = 5000;

export interface BridgeVoice extends Bridge {
  heartbeat(heartbeat: AgentHeartbeat): void;
  readonly sendSpans: (batch: unknown) => Promise<void>;
}

export function bridgeVoice(link: Pick<BridgeLink, "ready" | "standing">): BridgeVoice {
  const ask = async (event: string, payload: unknown, limitMs: number): Promise<unknown> => {
    const leg = link.standing();
    if (!leg) throw new Error("there is no connection");
    return leg.ask(event, payload, limitMs);
  };
  const say = (event: string, payload: unknown): void =>
    void link.standing()?.socket.volatile.emit(event, payload);
  return {
    ready: link.ready,
    // Once the printer has what this turn has for it: screens wait for it, not it for screens.
    progress: (step: AgentProgress) => void setImmediate(say, agentEvents.progress, step),
    heartbeat: (heartbeat) => say(agentEvents.heartbeat, heartbeat),
    report: async (report: AgentReport) =>
      agentAnswers.report.parse(await ask(agentEvents.report, report, REPORT_LIMIT_MS)),
    printers: async (account: AgentPrinters) =>
      agentAnswers.printers.parse(await ask(agentEvents.printers, account, REPORT_LIMIT_MS)),
    sendSpans: async (batch) => void (await ask(agentEvents.spans, batch, SPANS_LIMIT_MS)),
  };
}
