/** Everything that is said on NATS by name: the AsyncAPI document is made of it. */
import { z } from "zod";
import { agentEvents, AgentJob, AgentProgress, AgentQuery, AgentRevoke } from "./agent-protocol.ts";
import * as agents from "./agent-protocol.ts";
import * as commands from "./commands.ts";
import * as events from "./events.ts";
import { JobWithTimeline } from "./http.ts";
import { BranchState } from "./policies.ts";
import { PrinterState } from "./printers.ts";
import {
  AvailabilityTold,
  SetAvailability,
  StoredItemEvent,
  StoredItemsEvent,
} from "./availability.ts";
import { ChangeOrder, CreateOrder, orderEventData, OrderTold, StoredOrderEvent } from "./orders.ts";
import type { ShopVerb } from "./shop-subjects.ts";
import { SERVICE_REGISTRY, ServiceStatus } from "./registry.ts";
import type { Said } from "./socket-tables.ts";
import { AgentAlert } from "./sockets.ts";
import { subjects, type AgentVerb, type CommandVerb, type QueryName } from "./subjects.ts";

export interface SubjectRow {
  readonly name: string;
  readonly address: string;
  readonly messages: Readonly<Record<string, Said>>;
  /** Asked of one (`request`), stored in a log (`stored`), or said to whoever listens (`live`). */
  readonly kind: "request" | "stored" | "live";
}

const [company, branch, id, correlationId] = ["{company}", "{branch}", "{id}", "{correlationId}"];

const commandTable: Readonly<Record<CommandVerb, Said>> = {
  submit: { payload: commands.SubmitPrint, answer: commands.Submitted },
  cancel: { payload: commands.CancelPrint, answer: commands.CancelResult },
  retry: { payload: commands.RetryPrint, answer: commands.Submitted },
  discard: { payload: commands.DiscardPrint, answer: commands.Discarded },
  reprint: { payload: commands.ReprintPrint, answer: commands.Submitted },
  backup: { payload: commands.SetBackup, answer: z.object({ printer: PrinterState }) },
  policy: { payload: commands.SetBranchPolicy, answer: z.object({ branch: BranchState }) },
  hello: { payload: commands.RegisterAgent, answer: agents.HelloAccepted },
  bye: { payload: commands.UnregisterAgent, answer: z.unknown() },
  printers: { payload: commands.ReportPrinters, answer: z.object({}) },
  report: { payload: commands.RecordReport, answer: agents.ReportRecorded },
};

const shopTable: Readonly<Record<ShopVerb, Said>> = {
  "create-order": { payload: CreateOrder, answer: OrderTold },
  "change-order": { payload: ChangeOrder, answer: OrderTold },
  "set-availability": { payload: SetAvailability, answer: AvailabilityTold },
};

const queryTable: Readonly<Record<QueryName, Said>> = {
  jobs: { payload: commands.ListJobs, answer: commands.JobList },
  job: { payload: commands.ReadJob, answer: JobWithTimeline },
  printers: { payload: commands.ListPrinters, answer: commands.PrinterList },
  "dead-letters": { payload: commands.ListDeadLetters, answer: commands.DeadLetterList },
};

const agentTable: Readonly<Record<AgentVerb, Said>> = {
  job: { payload: AgentJob, answer: agents.JobTaken },
  query: { payload: AgentQuery, answer: agents.JobKnown },
  revoke: { payload: AgentRevoke, answer: agents.RevokeResult },
};

const requests = <V extends string>(
  table: Readonly<Record<V, Said>>,
  prefix: string,
  address: (verb: V) => string,
): SubjectRow[] =>
  (Object.entries(table) as [V, Said][]).map(([verb, said]) => ({
    name: `${prefix}.${verb}`,
    address: slotted(address(verb)),
    messages: { [verb]: said },
    kind: "request",
  }));

/** The slot follows from the company: see `slotOf`. */
const slotted = (subject: string): string =>
  subject.replace(/^((?:live\.)?(?:print|fleet|shop)\.v1)\.[0-9a-f]{2}\./, "$1.{slot}.");

const jobEvents = Object.fromEntries(
  Object.entries(events.jobEventData).map(([type, data]) => [
    type,
    { payload: events.StoredJobEvent.extend({ data }) },
  ]),
);

const orderEvents = Object.fromEntries(
  Object.entries(orderEventData).map(([type, data]) => [
    type,
    { payload: StoredOrderEvent.extend({ data }) },
  ]),
);

const row = (
  kind: SubjectRow["kind"],
  name: string,
  subject: string,
  messages: SubjectRow["messages"],
): SubjectRow => ({ kind, name, address: slotted(subject), messages });

export const subjectTables: readonly SubjectRow[] = [
  ...requests(commandTable, "command", (verb) =>
    subjects.command(company, branch, verb, correlationId),
  ),
  ...requests(queryTable, "query", (name) => subjects.query(company, name, correlationId)),
  ...requests(agentTable, "agent", (verb) => subjects.agent(company, branch, id, verb)),
  ...requests(shopTable, "shop", (verb) =>
    subjects.shopCommand(company, branch, verb, correlationId),
  ),
  row("stored", "order", subjects.order(company, branch, id), orderEvents),
  row("stored", "availability", subjects.availability(company, branch, id), {
    ItemAvailabilityChanged: { payload: StoredItemEvent },
    ItemsChanged: { payload: StoredItemsEvent },
  }),
  row("stored", "job", subjects.job(company, branch, id), jobEvents),
  row("stored", "document", subjects.document(company, branch, id), {
    StoredDocument: { payload: events.StoredDocument },
  }),
  row("stored", "dead-letter", subjects.deadLetter(company, branch, id), {
    StoredDeadLetter: { payload: events.StoredDeadLetter },
  }),
  row("stored", "fleet.agent", subjects.fleetAgent(company, branch, id), {
    StoredAgentEvent: { payload: events.StoredAgentEvent },
  }),
  row("stored", "fleet.printer", subjects.fleetPrinter(company, branch, id), {
    StoredPrinterEvent: { payload: events.StoredPrinterEvent },
  }),
  row("stored", "fleet.branch", subjects.fleetBranch(company, branch), {
    StoredBranchEvent: { payload: events.StoredBranchEvent },
  }),
  row("live", "step", subjects.progress(company, branch, id), {
    [agentEvents.progress]: { payload: AgentProgress },
  }),
  row("live", "alert", subjects.agentAlert(company, branch, id), {
    AgentAlert: { payload: AgentAlert },
  }),
  row("request", "registry", SERVICE_REGISTRY, {
    registry: { payload: z.unknown(), answer: ServiceStatus },
  }),
];
