/** The one door: everything that travels between processes. */
export {
  Id,
  CorrelationId,
  IdempotencyKey,
  Traceparent,
  traceIdOf,
  idFromBytes,
  line,
  remark,
  deriveJobId,
  slotOf,
  type Sha256,
} from "./ids.ts";
export {
  ORCHESTRATOR_QUEUE,
  LIVE,
  subjects,
  type CommandVerb,
  type QueryName,
  type AgentVerb,
  type RelayKind,
} from "./subjects.ts";
export * from "./read-subjects.ts";
export * from "./streams.ts";
export * from "./broker-users.ts";
export { errors, ErrorCode, Refusal, refusal } from "./errors.ts";
export { answerOf, accepted, refused, parsed, type Answer } from "./answers.ts";
export { msOf } from "./times.ts";
export { type Decider, type Decision } from "./decider.ts";
export { Receipt, PlainText, TestPage, PrintDocument, MOST_LINES } from "./documents.ts";
export { Block } from "./document-blocks.ts";
export { Barcode, checkDigit } from "./document-barcodes.ts";
export { MOST_PIXELS } from "./document-bytes.ts";
export { KitchenTicket } from "./document-kitchen-ticket.ts";
export { Label } from "./document-label.ts";
export { Markup, MarkupValues } from "./document-markup.ts";
export { JobFileQuery, jobFiles, jobFilesWith, type JobFileType } from "./job-files.ts";
export { PrinterModel, profileOf } from "./printer-models.ts";
export { CodePage, PrinterProfile, DEFAULT_PRINTER_PROFILE } from "./printer-profile.ts";
export {
  JobStatus,
  JobReason,
  Proof,
  JobClass,
  defaultDeadlineSeconds,
  MAX_DEADLINE_SECONDS,
  MOST_LISTED,
  Actor,
  Job,
  hasEnded,
  JobEventType,
  TimelineEntry,
} from "./jobs.ts";
export {
  Backup,
  Breaker,
  isBlocked,
  PrinterDescription,
  PrinterState,
  troubleReasons,
} from "./printers.ts";
export { Banner, bannerOf } from "./banner.ts";
export {
  BacklogRule,
  UnknownRule,
  ClassPolicy,
  BranchState,
  defaultPolicy,
  policyOf,
} from "./policies.ts";
export {
  JobState,
  jobEventData,
  EVENT_VERSION,
  StoredJobEvent,
  AgentState,
  FleetEventType,
  StoredAgentEvent,
  StoredPrinterEvent,
  StoredBranchEvent,
  StoredDeadLetter,
  StoredDocument,
  HoldReason,
  type JobEvent,
} from "./events.ts";
export {
  AGENT_PROTOCOL,
  AgentHandshake,
  AttemptState,
  AgentHello,
  HelloAccepted,
  AgentJob,
  JobTaken,
  AgentQuery,
  JobKnown,
  AgentRevoke,
  RevokeResult,
  AgentReport,
  ReportRecorded,
  AgentPrinters,
  AgentProgress,
  AgentSpans,
  agentEvents,
  agentAnswers,
} from "./agent-protocol.ts";
export { FailureCode, isTransient, isDeviceFailure, Outcome } from "./outcomes.ts";
export { AgentHeartbeat } from "./agent-heartbeat.ts";
export {
  SubmitPrint,
  intentOf,
  Submitted,
  CancelPrint,
  CancelResult,
  RegisterAgent,
  UnregisterAgent,
  ReportPrinters,
  RecordReport,
  RetryPrint,
  DiscardPrint,
  Discarded,
  ReprintPrint,
  intentOfCopy,
  SetBackup,
  SetBranchPolicy,
  ListDeadLetters,
  DeadLetterList,
  ListJobs,
  JobList,
  ReadJob,
  ListPrinters,
  PrinterView,
  PrinterList,
} from "./commands.ts";
export {
  PRINTING_NAMESPACE,
  WebHandshake,
  PrinterTest,
  PrintSubmit,
  PrintCancel,
  BranchRoom,
  ClickSpan,
  clientEvents,
  PrintProgress,
  stepOf,
  PrinterTestResult,
  AgentPresence,
  SyncReady,
  SyncRequired,
  AgentAlert,
  ServerDraining,
  serverEvents,
} from "./sockets.ts";
export {
  Role,
  Login,
  Branch,
  LoggedIn,
  CreateJob,
  CreateCopy,
  JobWithTimeline,
  ConnectionQuality,
  AgentHealth,
  ListAgentHealth,
  AgentHealthList,
  DesktopHealth,
  Problem,
  httpHeaders,
} from "./http.ts";
export { RelayedRequest, RelayedAnswer } from "./relay.ts";
export * from "./subject-token.ts";
export * from "./api.ts";
export * from "./older-agents.ts";
export * from "./devices.ts";
export * from "./shop.ts";
export * from "./company-rooms.ts";
export { connectionQuality, type ConnectionSigns } from "./connection-quality.ts";
export * from "./credentials.ts";
export * from "./sessions.ts";
export { AGENT_CALLS, ServerCut, serverCut } from "./guarding.ts";
export { AUDIT, StoredAuditEntry, ListAudit, AuditPage } from "./audit.ts";
export { FlowEvent, FlowFilter, ListenerCount, GatewayListeners, ListenersReport } from "./flow.ts";
