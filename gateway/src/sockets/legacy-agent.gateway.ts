/** What an agent of the older kind may say on `/printing-ws`: see docs/protocol.md. It is one by its first word, or by its silence. */
import {
  accepted,
  DesktopReport,
  DesktopStatus,
  idOfGiven,
  olderEvents,
  OlderTestAck,
  OlderTestResult,
  PrintersDiscovered,
  refused,
  type AgentHeartbeat,
} from "@printermaster/contracts";
import type { InFlight, Log } from "@printermaster/runtime";
import type { BridgeDeps } from "../bridge/app/agent-connection.ts";
import type { AgentPrincipal } from "../domain/principal.ts";
import { LegacyAgent } from "../legacy-agents/app/legacy-agent.ts";
import type { LegacyVoice } from "../legacy-agents/app/ports.ts";
import type { Heard } from "../legacy-agents/domain/outcomes.ts";
import { listed } from "../legacy-agents/domain/printers.ts";
import type { Handle } from "./handle.ts";
import type { PrintingSocket } from "./printing-socket.ts";

export interface LegacyDeps extends BridgeDeps {
  readonly handle: Handle;
  readonly inFlight: InFlight;
  readonly now: () => Date;
  readonly log: Log;
}

export interface LegacyPresence {
  begin(version: string): void;
  tell(heartbeat: Partial<AgentHeartbeat>): void;
}

/** An agent of today says hello at once; whoever says nothing for so long has no more to say than that it is there. */
const SILENT_FOR_MS = 10_000;
const UNKNOWN = "older";

export function serveLegacyAgent(
  deps: LegacyDeps,
  socket: PrintingSocket,
  agent: AgentPrincipal,
  presence: LegacyPresence,
) {
  const { handle } = deps;
  const { begin, isOfToday, end } = atFirstWord(deps, socket, agent, presence);
  const outOfTurn = () => refused("invalid-payload", [{ field: "", message: "said agent:hello" }]);

  handle(socket, olderEvents.discovered, PrintersDiscovered, async (discovered) => {
    return begin()?.discovered(listed(discovered)) ?? outOfTurn();
  });
  handle(socket, olderEvents.status, DesktopStatus, async ({ printers = [] }) => {
    return begin()?.discovered(printers) ?? outOfTurn();
  });
  handle(socket, olderEvents.testAck, OlderTestAck, async () => {
    return begin() ? accepted({}) : outOfTurn();
  });
  handle(socket, olderEvents.testResult, OlderTestResult, async (result) => {
    return begin()?.tested(heardIn(result)) ?? outOfTurn();
  });
  const tellHealth = async (report: DesktopReport) => {
    if (begin()) presence.tell(heartbeatOf(report));
    return accepted({});
  };
  handle(socket, olderEvents.health, DesktopReport, tellHealth, { traced: false });
  return { isOfToday, end };
}

function atFirstWord(
  deps: LegacyDeps,
  socket: PrintingSocket,
  agent: AgentPrincipal,
  presence: LegacyPresence,
) {
  const { now, log } = deps;
  const { instanceId: installationId = agent.agentId, appVersion = UNKNOWN } = agent;
  let legacy: LegacyAgent | undefined;
  let isTaken = false;
  const begin = (): LegacyAgent | undefined => {
    if (isTaken || legacy) return legacy;
    const moment = () => ({ ms: now().getTime(), at: now().toISOString() });
    const voice = voiceOf(socket, agent, now);
    legacy = new LegacyAgent(deps, agent, { installationId, appVersion }, voice, moment);
    presence.begin(appVersion);
    // After the work of the word that it began with: its printers are in the hello.
    setImmediate(() => void legacy?.begin().catch(failed));
    return legacy;
  };
  const failed = (err: unknown) => log.error({ event: "legacy-agent", err }, "it could not begin");
  const silence = setTimeout(begin, SILENT_FOR_MS);
  return {
    begin,
    /** Whether it may still say hello. */
    isOfToday: (): boolean => {
      isTaken = legacy === undefined;
      clearTimeout(silence);
      return isTaken;
    },
    end: async (): Promise<void> => {
      isTaken = true;
      clearTimeout(silence);
      await legacy?.end();
    },
  };
}

const heardIn = ({ printerId, correlationId, success, ...said }: OlderTestResult): Heard => ({
  printerId: printerId === undefined ? undefined : idOfGiven(printerId),
  correlationId: correlationId || undefined,
  success,
  message: said.message ?? said.error ?? "",
});

function heartbeatOf(report: DesktopReport): Partial<AgentHeartbeat> {
  const { uptime, cpu, memory, queueDepth, reconnectionCount } = report;
  return {
    ...(uptime === undefined ? {} : { uptimeSeconds: Math.round(uptime) }),
    ...(cpu === undefined ? {} : { cpu: cpu / 100 }),
    ...(memory === undefined ? {} : { memoryMb: memory }),
    ...(queueDepth === undefined ? {} : { queueDepth: Math.round(queueDepth) }),
    ...(reconnectionCount === undefined ? {} : { reconnections: Math.round(reconnectionCount) }),
  };
}

const voiceOf = (
  socket: PrintingSocket,
  { agentId, branch }: AgentPrincipal,
  now: () => Date,
): LegacyVoice => ({
  test: (test) => void socket.emit(olderEvents.test, test),
  welcome() {
    const at = now().toISOString();
    socket.emit(olderEvents.welcome, { deviceId: agentId, branchId: branch, connected: true, at });
  },
  supersede: () => void socket.disconnect(true),
});
