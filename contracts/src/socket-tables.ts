/** Everything that is said on the sockets: the AsyncAPI document and docs/protocol.md are held against it. */
import { z } from "zod";
import {
  AgentHandshake,
  AgentHello,
  AgentJob,
  AgentPrinters,
  AgentProgress,
  AgentQuery,
  AgentReport,
  AgentRevoke,
  AgentSpans,
  HelloAccepted,
  JobKnown,
  JobTaken,
  ReportRecorded,
  RevokeResult,
  agentEvents,
} from "./agent-protocol.ts";
import { AgentHeartbeat } from "./agent-heartbeat.ts";
import { AgentChallenge, AgentProof } from "./devices.ts";
import { companyRoomEvents } from "./company-rooms.ts";
import { CancelResult, Submitted } from "./commands.ts";
import { CorrelationId } from "./ids.ts";
import * as older from "./older-agents.ts";
import { olderEvents } from "./older-agents.ts";
import { PrinterState } from "./printers.ts";
import { ServerCut, serverCut } from "./guarding.ts";
import { AuthExpired, AuthRefresh, AuthRefreshed, authEvents } from "./sessions.ts";
import { availabilityTable, ordersTable } from "./shop-tables.ts";
import * as sockets from "./sockets.ts";
import { clientEvents, serverEvents } from "./sockets.ts";

/** One event: its payload, and the value of the acknowledgement (see answers.ts) where there is one. */
export interface Said {
  readonly payload: z.ZodType;
  readonly answer?: z.ZodType;
}

export interface SocketTable {
  readonly namespace: string;
  readonly who: string;
  readonly handshake: z.ZodType;
  /** By event: what the client says, and what it hears. */
  readonly says: Readonly<Record<string, Said>>;
  readonly hears: Readonly<Record<string, Said>>;
}

const nothing = z.object({});

export const PrintAccepted = Submitted.extend({
  correlationId: CorrelationId,
  traceId: z.string().optional(),
});

const webClient: SocketTable = {
  namespace: sockets.PRINTING_NAMESPACE,
  who: "web client",
  handshake: sockets.WebHandshake,
  says: {
    [clientEvents.test]: { payload: sockets.PrinterTest, answer: PrintAccepted },
    [clientEvents.testAlias]: { payload: sockets.PrinterTest, answer: PrintAccepted },
    [clientEvents.submit]: { payload: sockets.PrintSubmit, answer: PrintAccepted },
    [clientEvents.cancel]: { payload: sockets.PrintCancel, answer: CancelResult },
    [clientEvents.joinBranch]: { payload: sockets.BranchRoom, answer: sockets.BranchRoom },
    [clientEvents.joinBranchAlias]: { payload: sockets.BranchRoom, answer: sockets.BranchRoom },
    [clientEvents.leaveBranch]: { payload: sockets.BranchRoom, answer: sockets.BranchRoom },
    ...companyRoomEvents,
    [clientEvents.click]: { payload: sockets.ClickSpan, answer: nothing },
    [authEvents.refresh]: { payload: AuthRefresh, answer: AuthRefreshed },
  },
  hears: {
    [serverEvents.syncReady]: { payload: sockets.SyncReady },
    [serverEvents.syncRequired]: { payload: sockets.SyncRequired },
    [serverEvents.progress]: { payload: sockets.PrintProgress },
    [serverEvents.testResult]: { payload: sockets.PrinterTestResult },
    [serverEvents.printerStatus]: { payload: PrinterState },
    [serverEvents.printerAdded]: { payload: PrinterState },
    [serverEvents.printerUpdate]: { payload: PrinterState },
    [serverEvents.agentConnected]: { payload: sockets.AgentPresence },
    [serverEvents.agentDisconnected]: { payload: sockets.AgentPresence },
    [serverEvents.agentAlert]: { payload: sockets.AgentAlert },
    [serverEvents.draining]: { payload: sockets.ServerDraining },
    [authEvents.expired]: { payload: AuthExpired },
    [serverCut.event]: { payload: ServerCut },
  },
};

const agent: SocketTable = {
  namespace: sockets.PRINTING_NAMESPACE,
  who: "agent",
  handshake: AgentHandshake,
  says: {
    [agentEvents.prove]: { payload: AgentProof, answer: nothing },
    [agentEvents.hello]: { payload: AgentHello, answer: HelloAccepted },
    [agentEvents.report]: { payload: AgentReport, answer: ReportRecorded },
    [agentEvents.printers]: { payload: AgentPrinters, answer: nothing },
    [agentEvents.progress]: { payload: AgentProgress, answer: nothing },
    [agentEvents.spans]: { payload: AgentSpans, answer: nothing },
    [agentEvents.heartbeat]: { payload: AgentHeartbeat },
  },
  hears: {
    [agentEvents.job]: { payload: AgentJob, answer: JobTaken },
    [agentEvents.query]: { payload: AgentQuery, answer: JobKnown },
    [agentEvents.revoke]: { payload: AgentRevoke, answer: RevokeResult },
    [agentEvents.challenge]: { payload: AgentChallenge },
    [agentEvents.superseded]: { payload: nothing },
    [authEvents.expired]: { payload: AuthExpired },
    [serverCut.event]: { payload: ServerCut },
    [serverEvents.draining]: { payload: sockets.ServerDraining },
  },
};

/** One that never says `agent:hello`. */
const olderAgent: SocketTable = {
  namespace: sockets.PRINTING_NAMESPACE,
  who: "agent of the older kind",
  handshake: AgentHandshake,
  says: {
    [olderEvents.discovered]: { payload: older.PrintersDiscovered, answer: nothing },
    [olderEvents.status]: { payload: older.DesktopStatus, answer: nothing },
    [olderEvents.health]: { payload: older.DesktopReport, answer: nothing },
    [olderEvents.testAck]: { payload: older.OlderTestAck, answer: nothing },
    [olderEvents.testResult]: { payload: older.OlderTestResult, answer: nothing },
  },
  hears: {
    [olderEvents.welcome]: { payload: older.AgentWelcome },
    [olderEvents.test]: { payload: older.OlderTest },
    [serverEvents.draining]: { payload: sockets.ServerDraining },
  },
};

/** Whoever opens another namespace adds its row. */
export const socketTables: readonly SocketTable[] = [
  webClient,
  agent,
  olderAgent,
  ordersTable,
  availabilityTable,
];
