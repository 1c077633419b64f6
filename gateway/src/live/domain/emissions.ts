/** What the printing screens of a branch are told when something was stored, or is under way. */
import {
  AgentAlert,
  AgentProgress,
  FleetEventType,
  hasEnded,
  Job,
  JobEventType,
  parseAlertSubject,
  parseEventSubject,
  serverEvents,
  stepOf,
  StoredAgentEvent,
  StoredJobEvent,
  StoredPrinterEvent,
  type AgentPresence,
  type LiveSubject,
  type PrinterState,
  type PrinterTestResult,
  type PrintProgress,
} from "@printermaster/contracts";
import type { LiveMessage } from "./live-message.ts";

export type PrintingEmission =
  | { readonly event: "print:progress"; readonly body: PrintProgress; readonly terminal: boolean }
  | { readonly event: "printer:test:result"; readonly body: PrinterTestResult }
  | {
      readonly event: "printerStatusUpdate" | "printer:added" | "printerUpdate";
      readonly body: PrinterState;
    }
  | { readonly event: "desktop:connected" | "desktop:disconnected"; readonly body: AgentPresence }
  | { readonly event: "desktop:alert"; readonly body: AgentAlert };

/** Nothing for what we do not know: a newer version may have written it. */
export function emissionsOf(message: LiveMessage): readonly PrintingEmission[] {
  const subject = parseEventSubject(message.subject);
  if (!subject) return alertEmissions(message);
  switch (subject.kind) {
    case "job":
      return jobEmissions(message);
    case "step":
      return stepEmissions(message, subject);
    case "agent":
      return agentEmissions(message);
    case "printer":
      return printerEmissions(message);
    case "branch":
    case "order":
    case "availability":
      return [];
  }
}

/** Without what only orchestrators need. */
const PublicJobEvent = StoredJobEvent.extend({ state: Job });

function jobEmissions({ type, sequence, body }: LiveMessage): PrintingEmission[] {
  const known = JobEventType.safeParse(type);
  const stored = PublicJobEvent.safeParse(body);
  if (!known.success || !stored.success) return [];
  const job = stored.data.state;
  const { jobId, branch, printerId, correlationId, status, reason } = job;
  const terminal = hasEnded(status) && !afterwards.has(known.data);
  const progress: PrintProgress = {
    jobId,
    branchId: branch,
    printerId,
    correlationId,
    step: stepOf(known.data, job),
    sequence,
    at: stored.data.at,
    status,
    reason,
    job,
  };
  const told: PrintingEmission[] = [{ event: serverEvents.progress, body: progress, terminal }];
  if (terminal && job.class === "test")
    told.push({ event: serverEvents.testResult, body: testResult(known.data, job) });
  return told;
}

/** Told of a job whose ending was told before. */
const afterwards: ReadonlySet<JobEventType> = new Set(["PrintRetried", "PrintDiscarded"]);

function testResult(type: JobEventType, job: Job): PrinterTestResult {
  const { printerId, correlationId, jobId } = job;
  const success = job.status === "completed";
  const message = success ? "The test print is complete." : (job.detail ?? endings[type] ?? type);
  return { printerId, correlationId, jobId, success, message };
}

const endings: Partial<Record<JobEventType, string>> = {
  PrintFailed: "The test page could not be printed.",
  PrintUnconfirmed: "It is not known whether the test page was printed.",
  PrintExpired: "The test page was not printed in time.",
  PrintCanceled: "The test print was canceled.",
  PrintUnreadable: "It can no longer be read what became of the test page.",
};

function stepEmissions(
  { body, heardAt }: LiveMessage,
  { branch, id }: LiveSubject,
): PrintingEmission[] {
  const progress = AgentProgress.safeParse(body);
  if (!progress.success || progress.data.jobId !== id) return [];
  const { jobId, step } = progress.data;
  const live: PrintProgress = { jobId, branchId: branch, step, at: heardAt };
  return [{ event: serverEvents.progress, body: live, terminal: false }];
}

function agentEmissions({ type, body }: LiveMessage): PrintingEmission[] {
  const known = FleetEventType.safeParse(type);
  const stored = StoredAgentEvent.safeParse(body);
  if (!known.success || !stored.success) return [];
  const { agentId, branch } = stored.data.state;
  const connected = known.data === "AgentConnected";
  if (!connected && known.data !== "AgentDisconnected") return [];
  const event = connected ? serverEvents.agentConnected : serverEvents.agentDisconnected;
  return [{ event, body: { deviceId: agentId, branchId: branch, connected, at: stored.data.at } }];
}

function alertEmissions({ subject, body }: LiveMessage): PrintingEmission[] {
  const about = parseAlertSubject(subject);
  const alert = about && AgentAlert.safeParse(body).data;
  if (!alert || alert.deviceId !== about.agentId || alert.branchId !== about.branch) return [];
  return [{ event: serverEvents.agentAlert, body: alert }];
}

function printerEmissions({ type, body }: LiveMessage): PrintingEmission[] {
  const known = FleetEventType.safeParse(type);
  const stored = StoredPrinterEvent.safeParse(body);
  if (!known.success || !stored.success) return [];
  const { state } = stored.data;
  const news = printerNews[known.data];
  const told: PrintingEmission[] = [{ event: serverEvents.printerStatus, body: state }];
  return news ? [...told, { event: news, body: state }] : told;
}

const printerNews: Partial<Record<FleetEventType, "printer:added" | "printerUpdate">> = {
  PrinterDiscovered: serverEvents.printerAdded,
  PrinterChanged: serverEvents.printerUpdate,
  PrinterRemoved: serverEvents.printerUpdate,
  PrinterBackupSet: serverEvents.printerUpdate,
};
