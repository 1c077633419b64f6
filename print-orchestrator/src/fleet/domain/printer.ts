/** A printer as its branch knows it: what its agent says of it, who stands in for it, and its circuit breaker. */
import type {
  Backup,
  Breaker,
  Decider,
  Decision,
  FleetEventType,
  PrinterDescription,
  PrinterState,
} from "@printermaster/contracts";
import { retryAfterMs } from "./breaker.ts";

export type Printer = PrinterState | undefined;

export type PrinterCommand =
  | {
      readonly type: "DescribePrinter";
      readonly at: string;
      readonly company: string;
      readonly branch: string;
      readonly agentId: string;
      readonly description: PrinterDescription;
      /** Also if nothing is new: an older word of its agent may be on its way, and must find another one there. */
      readonly anew?: boolean;
    }
  /** Its agent no longer names it. */
  | {
      readonly type: "RemovePrinter";
      readonly at: string;
      readonly agentId: string;
      readonly anew?: boolean;
    }
  | { readonly type: "SetBackup"; readonly at: string; readonly backup: Backup | undefined }
  /** Its device failed too often, or failed its probe. */
  | { readonly type: "OpenBreaker"; readonly at: string; readonly chance: number }
  | { readonly type: "ProbeBreaker"; readonly at: string; readonly jobId: string }
  | { readonly type: "CloseBreaker"; readonly at: string };

export interface PrinterEvent {
  readonly type: FleetEventType;
  readonly at: string;
  readonly data: object;
  readonly state: PrinterState;
}

/** Its events carry the whole state, so that there is nothing to fold. */
export const printer: Decider<Printer, PrinterCommand, PrinterEvent> = {
  initial: undefined,
  decide,
  evolve: (_, event) => event.state,
};

function decide(state: Printer, command: PrinterCommand): Decision<PrinterEvent> {
  if (command.type === "DescribePrinter") return describe(state, command);
  if (!state) return { refused: "unknown-printer" };
  const { at } = command;
  switch (command.type) {
    case "RemovePrinter":
      // Another agent serves it by now.
      if (state.agentId !== command.agentId || (state.removed && !command.anew)) return NOTHING;
      return told("PrinterRemoved", at, {
        ...state,
        removed: true,
        since: state.removed ? state.since : at,
      });
    case "SetBackup": {
      const { backup: _, ...bare } = state;
      const { backup } = command;
      if (backup?.printerId === state.printerId) return { refused: "unknown-printer" };
      return told("PrinterBackupSet", at, backup ? { ...bare, backup } : bare);
    }
    case "OpenBreaker":
      return open(state, command);
    case "ProbeBreaker": {
      const { breaker } = state;
      if (breaker.state !== "open" || Date.parse(breaker.retryAt) > Date.parse(at)) return NOTHING;
      const { openings, since } = breaker;
      const probing: Breaker = { state: "half-open", since, openings, probe: command.jobId };
      return told("BreakerProbed", at, { ...state, breaker: probing });
    }
    case "CloseBreaker":
      if (state.breaker.state === "closed") return NOTHING;
      return told("BreakerClosed", at, { ...state, breaker: CLOSED });
  }
}

type Describe = Extract<PrinterCommand, { type: "DescribePrinter" }>;

/** Between idle and processing it goes with every ticket: that is no news. */
function describe(state: Printer, command: Describe): Decision<PrinterEvent> {
  const { at, company, branch, agentId, description } = command;
  const stopped = description.state === "stopped";
  const said = { ...description, state: stopped ? "stopped" : "idle" } as const;
  const now = { ...said, company, branch, agentId, reportedAt: at, removed: false } as const;
  if (!state) return told("PrinterDiscovered", at, { ...now, since: at, breaker: CLOSED });
  const isNews = state.removed || facts(state, state.agentId) !== facts(said, agentId);
  if (!isNews && !command.anew) return NOTHING;
  const since = state.state === said.state && !state.removed ? state.since : at;
  const type = state.removed ? "PrinterDiscovered" : "PrinterChanged";
  return told(type, at, { ...state, ...now, since });
}

const facts = ({ name, kind, columns, state, reasons }: PrinterDescription, agentId: string) =>
  JSON.stringify([name, kind, columns, state, reasons, agentId]);

function open(
  state: PrinterState,
  { at, chance }: Extract<PrinterCommand, { type: "OpenBreaker" }>,
): Decision<PrinterEvent> {
  const { breaker } = state;
  if (breaker.state === "open") return NOTHING;
  const openings = breaker.state === "half-open" ? breaker.openings + 1 : 1;
  const retryAt = new Date(Date.parse(at) + retryAfterMs(openings, chance)).toISOString();
  const since = breaker.state === "half-open" ? breaker.since : at;
  return told("BreakerOpened", at, {
    ...state,
    breaker: { state: "open", since, retryAt, openings },
  });
}

const CLOSED: Breaker = { state: "closed" };
const NOTHING: Decision<PrinterEvent> = { events: [] };
const told = (type: FleetEventType, at: string, state: PrinterState): Decision<PrinterEvent> => ({
  events: [{ type, at, data: {}, state }],
});
