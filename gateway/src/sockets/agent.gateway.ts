/** What an agent may say on `/printing-ws`: see docs/agent-protocol.md. */
import {
  agentEvents,
  AgentHello,
  AgentPrinters,
  AgentProgress,
  AgentReport,
  AgentSpans,
} from "@printermaster/contracts";
import type { InFlight, Log } from "@printermaster/runtime";
import { AgentConnection, type BridgeDeps } from "../bridge/app/agent-connection.ts";
import type { AgentSocket } from "../bridge/app/ports.ts";
import type { AgentPrincipal } from "../domain/principal.ts";
import { relayAgentSpans, type SpanRelay } from "../telemetry/app/relay-spans.ts";
import type { Handle } from "./handle.ts";
import type { PrintingSocket } from "./printing-socket.ts";

export interface AgentDeps extends BridgeDeps {
  readonly handle: Handle;
  readonly inFlight: InFlight;
  readonly spans: SpanRelay;
  readonly log: Log;
}

/** An agent commits a job to its disk before it acknowledges. */
const ACKNOWLEDGE_WITHIN_MS = 5000;

export function serveAgent(deps: AgentDeps, socket: PrintingSocket, agent: AgentPrincipal): void {
  const { handle, inFlight, log } = deps;
  const connection = new AgentConnection(deps, agent, agentSocket(socket));
  const traced = { traced: false };

  handle(socket, agentEvents.hello, AgentHello, (hello) => connection.hello(hello));
  handle(socket, agentEvents.report, AgentReport, (report) => connection.report(report));
  handle(socket, agentEvents.printers, AgentPrinters, (account) => connection.printers(account));
  handle(
    socket,
    agentEvents.progress,
    AgentProgress,
    async (progress) => connection.progress(progress),
    traced,
  );
  handle(
    socket,
    agentEvents.spans,
    AgentSpans,
    (s) => relayAgentSpans(deps.spans, agent, s),
    traced,
  );

  socket.on("disconnect", () => {
    inFlight
      .run(() => connection.end())
      .catch((err: unknown) => log.error({ event: "agent-end", err }, "the goodbye failed"));
  });
}

function agentSocket(socket: PrintingSocket): AgentSocket {
  return {
    async ask(verb, body) {
      if (!socket.connected) return undefined;
      try {
        const asked = socket.timeout(ACKNOWLEDGE_WITHIN_MS);
        return (await asked.emitWithAck(agentEvents[verb], body)) as unknown;
      } catch {
        return undefined;
      }
    },
    supersede() {
      socket.emit(agentEvents.superseded);
      socket.disconnect(true);
    },
  };
}
