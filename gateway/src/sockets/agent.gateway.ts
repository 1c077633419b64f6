/** What an agent may say on `/printing-ws`: see docs/agent-protocol.md. */
import {
  accepted,
  agentEvents,
  AgentHeartbeat,
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
import type { AgentPresence, ConnectedAgents } from "../presence/app/connected-agents.ts";
import { tellEmitted } from "../flow/app/tell-emitted.ts";
import type { Flow } from "../flow/app/flow.ts";
import { relayAgentSpans, type SpanRelay } from "../telemetry/app/relay-spans.ts";
import type { Handle } from "./handle.ts";
import type { PrintingSocket } from "./printing-socket.ts";

export interface AgentDeps extends BridgeDeps {
  readonly handle: Handle;
  readonly inFlight: InFlight;
  readonly spans: SpanRelay;
  readonly connectedAgents: ConnectedAgents;
  readonly flow: Flow;
  readonly log: Log;
}

/** An agent commits a job to its disk before it acknowledges; one that takes longer is asked again, which is harmless. */
const ACKNOWLEDGE_WITHIN_MS = 2000;

export function serveAgent(deps: AgentDeps, socket: PrintingSocket, agent: AgentPrincipal): void {
  const { handle, inFlight, log } = deps;
  const presence = servePresence(deps, socket, agent);
  const bridge = agentSocket(deps.flow, socket, agent, presence.silent);
  const connection = new AgentConnection(deps, agent, bridge);
  const traced = { traced: false };

  handle(socket, agentEvents.hello, AgentHello, async (hello) => {
    const answer = await connection.hello(hello);
    // Only by now it is known to be the agent itself, and not a second one with its key.
    if (answer.ok && socket.connected) presence.begin();
    return answer;
  });
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
    presence.end();
    inFlight
      .run(() => connection.end())
      .catch((err: unknown) => log.error({ event: "agent-end", err }, "the goodbye failed"));
  });
}

function servePresence(
  { handle, connectedAgents }: AgentDeps,
  socket: PrintingSocket,
  agent: AgentPrincipal,
) {
  let presence: AgentPresence | undefined;
  const tell = async (heartbeat: AgentHeartbeat) => {
    presence?.heartbeat(heartbeat);
    return accepted({});
  };
  handle(socket, agentEvents.heartbeat, AgentHeartbeat, tell, { traced: false });
  return {
    begin() {
      presence = connectedAgents.add(agent, () => socket.conn.transport.name);
      timePings(socket, presence);
    },
    silent: () => presence?.silent(),
    end() {
      if (presence) connectedAgents.remove(presence);
    },
  };
}

/** The engine's own pings measure the way: no message more for thousands of agents. */
function timePings({ conn }: PrintingSocket, presence: AgentPresence): void {
  let sentAt: number | undefined;
  conn.on("packetCreate", ({ type }: { readonly type: string }) => {
    if (type === "ping") sentAt = performance.now();
  });
  conn.on("heartbeat", () => {
    if (sentAt !== undefined) presence.pinged(performance.now() - sentAt);
    sentAt = undefined;
  });
}

function agentSocket(
  flow: Flow,
  socket: PrintingSocket,
  agent: AgentPrincipal,
  silent: () => void,
): AgentSocket {
  return {
    async ask(verb, body) {
      if (!socket.connected) return undefined;
      if (flow.watched) tellEmitted(flow, agent, agentEvents[verb], body);
      try {
        const asked = socket.timeout(ACKNOWLEDGE_WITHIN_MS);
        return (await asked.emitWithAck(agentEvents[verb], body)) as unknown;
      } catch {
        silent();
        return undefined;
      }
    },
    supersede() {
      socket.emit(agentEvents.superseded);
      socket.disconnect(true);
    },
  };
}
