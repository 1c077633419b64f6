/**
 * What the saga knows: the open jobs of each printer in submitted order, and which agent serves it now.
 * A fold of the log and the fleet, so a new owner has it by reading them again.
 */
import {
  hasEnded,
  type AgentState,
  type JobState,
  type PrinterState,
} from "@printermaster/contracts";

import { BranchPolicies } from "./branch-policies.ts";
import { Debts } from "./debts.ts";

export interface OpenJob {
  readonly state: JobState;
  /** Of the last event seen: an older one must not take the state back in time. */
  readonly sequence: number;
  readonly traceparent: string | undefined;
  /** The session that acknowledged it; after a reconnection it is offered again. */
  readonly spooledIn?: string;
  /** Its document is missing, so it was never accepted: others need not wait for it. */
  readonly aside?: boolean;
  /** How often its agent was asked what became of it, and when last. */
  readonly asked?: { readonly times: number; readonly at: number };
}

export type PrinterKey = string;

interface Site {
  readonly company: string;
  readonly branch: string;
}

export const printerKey = ({ company, branch }: Site, printerId: string): PrinterKey =>
  `${company}.${branch}.${printerId}`;

const agentKey = ({ company, branch }: Site, agentId: string) => `${company}.${branch}.${agentId}`;

export class OpenWork {
  readonly policies = new BranchPolicies();
  readonly debts = new Debts();
  readonly #jobs = new Map<string, OpenJob>();
  /** A set keeps the order in which the log told of `PrintSubmitted`: the queue's order. */
  readonly #queues = new Map<PrinterKey, Set<string>>();
  readonly #agents = new Map<string, AgentState>();
  readonly #printers = new Map<PrinterKey, PrinterState>();
  readonly #met = new Map<string, string>();

  /** The printer whose queue may have changed, or `undefined` if the event was old news. */
  sawJob(
    state: JobState,
    sequence: number,
    traceparent: string | undefined,
  ): PrinterKey | undefined {
    const known = this.#jobs.get(jobKey(state));
    if (known && known.sequence >= sequence) return undefined;
    const key = printerKey(state, state.printerId);
    // Rerouted: it goes behind those that its new printer has.
    if (known && known.state.printerId !== state.printerId)
      this.#forget(state, printerKey(state, known.state.printerId));
    if (hasEnded(state.status)) {
      this.#forget(state, key);
      return key;
    }
    this.#jobs.set(jobKey(state), { traceparent, ...kept(known, state), state, sequence });
    this.#queue(key).add(jobKey(state));
    return key;
  }

  /** Our own write, before the log tells of it. One that the log has already ended stays ended. */
  wroteJob(state: JobState, sequence: number): void {
    if (this.#jobs.has(jobKey(state))) this.sawJob(state, sequence, undefined);
  }

  /** The printers that this agent serves. */
  sawAgent(agent: AgentState): readonly PrinterKey[] {
    this.#agents.set(agentKey(agent, agent.agentId), agent);
    return [...this.#printers].filter(([, printer]) => served(printer, agent)).map(([key]) => key);
  }

  sawPrinter(printer: PrinterState): PrinterKey {
    const key = printerKey(printer, printer.printerId);
    this.#printers.set(key, printer);
    return key;
  }

  /** An acknowledgement may be late, and then it says nothing of the attempt that came after. */
  spooled(job: OpenJob, attempt: number, session: string): void {
    const known = this.current(job);
    if (!known) return;
    const { agentId } = known.state;
    if (agentId) this.#met.set(agentKey(known.state, agentId), session);
    if (isInFlight(known) && known.state.attempt === attempt)
      this.#mark(job, { spooledIn: session });
  }

  /** Whether this session has acknowledged anything yet. */
  hasMet(agent: AgentState): boolean {
    return this.#met.get(agentKey(agent, agent.agentId)) === agent.session;
  }

  setAside(job: OpenJob, aside: boolean): void {
    this.#mark(job, { aside });
  }

  asked(job: OpenJob, at: number): void {
    this.#mark(job, { asked: { times: (this.current(job)?.asked?.times ?? 0) + 1, at } });
  }

  /** The job as it is known now, or `undefined` once it has ended. */
  current(job: OpenJob): OpenJob | undefined {
    return this.#jobs.get(jobKey(job.state));
  }

  printerOf(key: PrinterKey): PrinterState | undefined {
    return this.#printers.get(key);
  }

  agentOf(key: PrinterKey): AgentState | undefined {
    const printer = this.#printers.get(key);
    return printer && this.#agents.get(agentKey(printer, printer.agentId));
  }

  queueOf(key: PrinterKey): readonly OpenJob[] {
    return [...(this.#queues.get(key) ?? [])].flatMap((job) => this.#jobs.get(job) ?? []);
  }

  /** The first job that the agent's present session has not yet acknowledged, or is to be canceled there. */
  next(key: PrinterKey): OpenJob | undefined {
    const session = this.agentOf(key)?.session;
    for (const job of this.#queues.get(key) ?? []) {
      const open = this.#jobs.get(job);
      if (!open || open.aside) continue;
      if (!open.spooledIn || open.spooledIn !== session || toRevoke(open)) return open;
    }
    return undefined;
  }

  printers(): Iterable<PrinterKey> {
    return this.#queues.keys();
  }

  open(): Iterable<OpenJob> {
    return this.#jobs.values();
  }

  #mark(job: OpenJob, mark: Pick<OpenJob, "spooledIn" | "aside" | "asked">): void {
    const known = this.current(job);
    if (known) this.#jobs.set(jobKey(job.state), { ...known, ...mark });
  }

  #queue(key: PrinterKey): Set<string> {
    let queue = this.#queues.get(key);
    if (!queue) this.#queues.set(key, (queue = new Set()));
    return queue;
  }

  #forget(state: JobState, key: PrinterKey): void {
    this.#jobs.delete(jobKey(state));
    const queue = this.#queues.get(key);
    queue?.delete(jobKey(state));
    if (queue?.size === 0) this.#queues.delete(key);
  }
}

export const isInFlight = ({ state }: OpenJob): boolean => state.status.startsWith("processing");

const toRevoke = (job: OpenJob) => isInFlight(job) && job.state.cancelRequestedBy !== undefined;

/** An acknowledgement, and questions, are of one attempt. */
function kept(known: OpenJob | undefined, now: JobState): Partial<OpenJob> {
  if (!known) return {};
  if (known.state.attempt === now.attempt && !now.attemptOver) return known;
  return known.traceparent ? { traceparent: known.traceparent } : {};
}

const jobKey = ({ company, jobId }: JobState) => `${company}.${jobId}`;

const served = (printer: PrinterState, agent: AgentState): boolean =>
  printer.agentId === agent.agentId &&
  printer.branch === agent.branch &&
  printer.company === agent.company;
