import { effect, signal } from "@preact/signals";
import {
  authEvents,
  clientEvents,
  PRINTING_NAMESPACE,
  serverEvents,
  type AgentAlert,
  type AgentPresence,
  type Answer,
  type AuthRefresh,
  type ClickSpan,
  type Job,
  type PrinterState,
  type PrinterTest,
  type PrinterTestResult,
  type PrintProgress,
  type SyncReady,
} from "@printermaster/contracts";
import { io, type Socket } from "socket.io-client";
import { refreshNow } from "../session/refresh.ts";
import { session, sessionExpired, type Session } from "../session/session.ts";
import { toast } from "../shell/toasts.ts";
import { keepsItsSocket, standAndMove } from "./moving.ts";
import { hearPresence, hearPrinter, hearProgress, printerNames, refresh } from "./board.ts";

export type Link = "connecting" | "live" | "reconnecting";

export const link = signal<Link>("connecting");

export interface TestAccepted {
  readonly job: Job;
  readonly replayed: boolean;
  readonly correlationId: string;
  readonly traceId: string;
}

const ACKNOWLEDGED_WITHIN_MS = 10_000;
const RETRY_MS = 2_000;
let socket: Socket | undefined;

/** Returns what ends it. */
export function connect(): () => void {
  link.value = "connecting";
  const end = standAndMove(openSocket, (on, moved) => {
    socket = on;
    listen(on);
    followSync(on);
    followLink(on);
    if (!moved) return;
    link.value = "live";
    void refresh();
  });
  // Not to wait for the socket with what HTTP can show.
  void refresh();
  const endTokens = effect(() => showToken(session.value));
  return () => {
    endTokens();
    const last = end();
    if (socket === last) socket = undefined;
  };
}

function openSocket(): Socket {
  const opened = io(PRINTING_NAMESPACE, {
    // Asked at each connection: by then there may be another one.
    auth: (tell) => tell({ token: session.value?.accessToken }),
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    // While we move there are two.
    forceNew: true,
    timeout: 5_000,
    reconnectionDelay: 300,
    reconnectionDelayMax: 3_000,
  });
  // A network that swallows WebSockets makes no error of which the library would try the other transport.
  opened.io.on("error", ({ message }) => {
    if (message === "timeout") opened.io.opts.transports = ["polling", "websocket"];
  });
  return opened;
}

/** A connection that stands goes on with the new token. */
function showToken(current: Session | undefined): void {
  if (!current || !socket?.connected) return;
  const shown: AuthRefresh = { token: current.accessToken };
  socket.emit(authEvents.refresh, shown);
}

/** Rejects when nobody acknowledges in time; the same intent may then be asked again. */
export const askTest = async (test: PrinterTest): Promise<Answer<TestAccepted>> => {
  if (socket === undefined) throw new Error("not connected");
  const answer: Promise<Answer<TestAccepted>> = socket
    .timeout(ACKNOWLEDGED_WITHIN_MS)
    .emitWithAck(clientEvents.test, test);
  return keepsItsSocket(answer);
};

export const reportClick = (span: ClickSpan): void => {
  socket?.emit(clientEvents.click, span);
};

function listen(opened: Socket): void {
  opened.on(serverEvents.progress, (progress: PrintProgress) => hearProgress(progress));
  opened.on(serverEvents.printerStatus, (state: PrinterState) => hearPrinter(state));
  opened.on(serverEvents.agentConnected, (presence: AgentPresence) => hearPresence(presence));
  opened.on(serverEvents.agentDisconnected, (presence: AgentPresence) => hearPresence(presence));
  opened.on(serverEvents.testResult, (result: PrinterTestResult) => announce(result));
  opened.on(serverEvents.agentAlert, (alert: AgentAlert) => warn(alert));
}

const alerts = {
  "second-installation": "another installation came with its key, and was refused.",
  "too-many-devices": "its licence allows no further device, and it was refused.",
} as const;

const warn = ({ deviceId, code }: AgentAlert): void => toast(`${deviceId}: ${alerts[code]}`, "bad");

/** To everybody in the branch: the printer has to be named, and no more claimed than the job's proof does. */
function announce({ printerId, success, message }: PrinterTestResult): void {
  const name = printerNames.value.get(printerId) ?? printerId;
  toast(`${name}: ${success ? "test print completed." : message}`, success ? "good" : "bad");
}

/**
 * Socket.IO keeps session and offset over a reconnect by itself, and then what was missed is told as it was stored.
 * Otherwise the lists are read, when the rooms are joined, so that nothing falls between list and events.
 */
function followSync(opened: Socket): void {
  opened.on(serverEvents.syncReady, ({ recovered }: SyncReady) => {
    if (!recovered) void refresh();
  });
  opened.on(serverEvents.syncRequired, () => void refresh());
}

function followLink(opened: Socket): void {
  opened.on("connect", () => {
    link.value = "live";
  });
  opened.on("disconnect", () => {
    link.value = "reconnecting";
    againUnlessActive(opened);
  });
  opened.on("connect_error", (error: Error & { data?: { code?: string } }) => {
    if (link.value === "live") link.value = "reconnecting";
    if (REFUSED.has(error.data?.code ?? error.message)) void comeAgain(opened);
    else againUnlessActive(opened);
  });
}

const REFUSED = new Set(["unauthenticated", "credential-revoked"]);

/** With a new token, if there is one to be had; if that cannot be told now, with the old one. */
async function comeAgain(opened: Socket): Promise<void> {
  if (session.value?.refreshToken === undefined) return sessionExpired();
  await refreshNow();
  againUnlessActive(opened);
}

/** Socket.IO tries again by itself, except after the server has said no or closed. */
function againUnlessActive(opened: Socket): void {
  if (opened.active) return;
  setTimeout(() => {
    if (socket === opened) opened.connect();
  }, RETRY_MS);
}
