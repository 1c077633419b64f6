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
import { openingsAfter, sameBreaker } from "./breaker.ts";

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
      /** Another agent that names it all the same. */
      readonly heir?: string | undefined;
      readonly anew?: boolean;
    }
  | { readonly type: "SetBackup"; readonly at: string; readonly backup: Backup | undefined }
  | BreakerCommand;

export type BreakerCommand =
  /** Its device failed too often, or failed its probe. */
  | (Judged & { readonly type: "OpenBreaker"; readonly retryAt: string })
  | (Judged & { readonly type: "ProbeBreaker"; readonly jobId: string; readonly attempt: number })
  | (Judged & { readonly type: "CloseBreaker" });

interface Judged {
  readonly at: string;
  /** The breaker that was judged: whoever slept while it changed changes nothing. */
  readonly seen: Breaker;
  /** How far in the log of jobs the outcomes were known that it was judged by. */
  readonly heard: number;
}

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
      if (command.heir !== undefined && command.heir === state.takenFrom)
        return told("PrinterChanged", at, inherited(state, command.heir, at));
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
    case "ProbeBreaker":
    case "CloseBreaker":
      return judge(state, command);
  }
}

/** It has told what it knows of it, and tells it again only when something changes. */
function inherited(state: PrinterState, agentId: string, at: string): PrinterState {
  const { takenFrom: _, ...bare } = state;
  return { ...bare, agentId, state: "idle", reasons: [], since: at };
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
  const isWellAgain = state.state === "stopped" && said.state === "idle";
  const breaker = isWellAgain ? askedAtOnce(state.breaker, at) : state.breaker;
  const { takenFrom, ...before } = state;
  const from = state.agentId === agentId ? takenFrom : state.agentId;
  const taken = from && !state.removed ? { takenFrom: from } : {};
  const type = state.removed ? "PrinterDiscovered" : "PrinterChanged";
  return told(type, at, { ...before, ...now, ...taken, since, breaker });
}

/** There is no need to let it cool down any longer; should it fail its probe, it rests for longer. */
const askedAtOnce = (breaker: Breaker, at: string): Breaker =>
  breaker.state === "open" && breaker.retryAt > at ? { ...breaker, retryAt: at } : breaker;

const facts = (
  { name, kind, columns, model, state, reasons }: PrinterDescription,
  agentId: string,
) => JSON.stringify([name, kind, columns, model, state, reasons, agentId]);

function judge(state: PrinterState, command: BreakerCommand): Decision<PrinterEvent> {
  const { breaker } = state;
  const { at, heard } = command;
  if (!sameBreaker(breaker, command.seen)) return NOTHING;
  switch (command.type) {
    case "OpenBreaker": {
      if (breaker.state === "open") return NOTHING;
      const openings = openingsAfter(breaker);
      const since = breaker.state === "half-open" ? breaker.since : at;
      const { retryAt } = command;
      return changed("BreakerOpened", at, state, {
        state: "open",
        since,
        retryAt,
        openings,
        heard,
      });
    }
    case "ProbeBreaker": {
      if (breaker.state === "closed" || isCooling(breaker, at)) return NOTHING;
      const { openings, since } = breaker;
      const { jobId: probe, attempt } = command;
      const probing = { state: "half-open", since, openings, probe, attempt, heard } as const;
      return changed("BreakerProbed", at, state, probing);
    }
    case "CloseBreaker":
      if (breaker.state === "closed") return NOTHING;
      return changed("BreakerClosed", at, state, { state: "closed", heard });
  }
}

const isCooling = (breaker: Breaker, at: string): boolean =>
  breaker.state === "open" && breaker.retryAt > at;

const CLOSED: Breaker = { state: "closed" };
const NOTHING: Decision<PrinterEvent> = { events: [] };
const told = (type: FleetEventType, at: string, state: PrinterState): Decision<PrinterEvent> => ({
  events: [{ type, at, data: {}, state }],
});
const changed = (type: FleetEventType, at: string, state: PrinterState, breaker: Breaker) =>
  told(type, at, { ...state, breaker });
