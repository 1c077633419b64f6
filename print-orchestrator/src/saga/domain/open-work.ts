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
import { DeviceFailures } from "./device-failures.ts";
import { isServed, KnownFleet } from "./known-fleet.ts";
import { nextJob } from "./next-job.ts";
import { isInFlight, marksOf, type OpenJob } from "./open-job.ts";
import { printerKey, type PrinterKey } from "./printer-key.ts";
import { RetryBudget } from "./retry-budget.ts";
import { SpoolCounters } from "./spool-counters.ts";
import { jobKey, nameOf, UnreadJobs, type JobName, type UnreadJob } from "./unread-jobs.ts";

export class OpenWork {
  readonly failures = new DeviceFailures();
  readonly retries = new RetryBudget();
  readonly spools = new SpoolCounters();
  readonly policies = new BranchPolicies();
  readonly debts = new Debts();
  readonly unread = new UnreadJobs();
  readonly #fleet = new KnownFleet();
  readonly #jobs = new Map<string, OpenJob>();
  /** A set keeps the order in which the log told of `PrintSubmitted`: the queue's order. */
  readonly #queues = new Map<PrinterKey, Set<string>>();
  #position = 0;

  /** How far the log has been read; what we wrote ourselves may be ahead of it. */
  get position(): number {
    return this.#position;
  }

  readUpTo(sequence: number): void {
    this.#position = Math.max(this.#position, sequence);
  }

  /** The printer whose queue may have changed, or `undefined` if the event was old news. */
  sawJob(
    state: JobState,
    sequence: number,
    traceparent: string | undefined,
  ): PrinterKey | undefined {
    this.spools.sawJob(state);
    const known = this.#jobs.get(jobKey(state));
    if (known && known.sequence >= sequence) return undefined;
    this.unread.sawReadable(state, sequence);
    const key = printerKey(state, state.printerId);
    // Rerouted: it goes behind those that its new printer has.
    if (known && known.state.printerId !== state.printerId)
      this.#forget(state, printerKey(state, known.state.printerId));
    if (hasEnded(state.status)) {
      this.#forget(state, key);
      return key;
    }
    this.#jobs.set(jobKey(state), {
      traceparent,
      sentAt: sequence,
      ...marksOf(known, state),
      state,
      sequence,
    });
    this.#queue(key).add(jobKey(state));
    return key;
  }

  /** The printer whose queue goes on without it, if it was known. */
  sawUnreadable(job: UnreadJob): PrinterKey | undefined {
    const known = this.#jobs.get(jobKey(job));
    if (known && known.sequence > job.sequence) return undefined;
    this.unread.add(job);
    return known && printerKey(known.state, known.state.printerId);
  }

  /** Our own write, before the log tells of it. One that the log has already ended stays ended. */
  wroteJob(state: JobState, sequence: number): void {
    if (this.#jobs.has(jobKey(state))) this.sawJob(state, sequence, undefined);
  }

  /** The printers that this agent serves, or served when it got a job for them. */
  sawAgent(agent: AgentState): readonly PrinterKey[] {
    this.spools.sawAgent(agent);
    const serves = this.#fleet.sawAgent(agent);
    const has = [...this.#jobs.values()].filter(
      (job) => isInFlight(job) && isServed(job.state, agent),
    );
    const keys = has.map(({ state }) => printerKey(state, state.printerId));
    return [...new Set([...serves, ...keys])];
  }

  sawPrinter(printer: PrinterState): PrinterKey {
    return this.#fleet.sawPrinter(printer);
  }

  /** An acknowledgement may be late, and then it says nothing of the attempt that came after. */
  spooled(job: OpenJob, attempt: number, session: string): void {
    const known = this.current(job);
    if (!known) return;
    const { agentId } = known.state;
    if (agentId) this.#fleet.met(known.state, agentId, session);
    if (isInFlight(known) && known.state.attempt === attempt)
      this.#mark(job, { spooledIn: session });
  }

  /** Whether this session has acknowledged anything yet. */
  hasMet(agent: AgentState): boolean {
    return this.#fleet.hasMet(agent);
  }

  setAside(job: OpenJob, aside: boolean): void {
    this.#mark(job, { aside });
  }

  asked(job: OpenJob, at: number): void {
    this.#mark(job, { asked: { times: (this.current(job)?.asked?.times ?? 0) + 1, at } });
  }

  /** The job as it is known now, or `undefined` once it has ended. */
  current(job: OpenJob): OpenJob | undefined {
    return this.#readable(jobKey(job.state));
  }

  printerOf(key: PrinterKey): PrinterState | undefined {
    return this.#fleet.printerOf(key);
  }

  agentOf(key: PrinterKey): AgentState | undefined {
    return this.#fleet.agentOf(key);
  }

  /** Who can do something about it: the agent that has it, though its printer may have moved, else the one that serves it. */
  agentFor(job: OpenJob): AgentState | undefined {
    const { agentId, printerId } = job.state;
    if (isInFlight(job) && agentId) return this.#fleet.agent(job.state, agentId);
    return this.agentOf(printerKey(job.state, printerId));
  }

  /** Its agent no longer names it; another may, or the same one again. */
  isRemoved(key: PrinterKey): boolean {
    return this.printerOf(key)?.removed ?? false;
  }

  queueOf(key: PrinterKey): readonly OpenJob[] {
    return [...(this.#queues.get(key) ?? [])].flatMap((job) => this.#readable(job) ?? []);
  }

  /** Of those that wait, `only` this one, if it is given. */
  next(key: PrinterKey, only?: string): OpenJob | undefined {
    return nextJob(this.queueOf(key), {
      agentFor: (job) => this.agentFor(job),
      serving: this.agentOf(key)?.agentId,
      failedAt: this.failures.of(key).failures.at(-1)?.sequence ?? 0,
      only,
    });
  }

  printers(): Iterable<PrinterKey> {
    return this.#queues.keys();
  }

  open(): readonly OpenJob[] {
    return [...this.#jobs.keys()].flatMap((job) => this.#readable(job) ?? []);
  }

  /** Everything that has not ended, in the order of the queues; also what cannot be read. */
  *unended(): Iterable<JobName & { readonly traceparent: string | undefined }> {
    for (const { state, traceparent } of this.#jobs.values())
      yield { ...nameOf(state), traceparent };
    for (const job of this.unread.all())
      if (!this.#jobs.has(jobKey(job))) yield { ...nameOf(job), traceparent: undefined };
  }

  #readable(key: string): OpenJob | undefined {
    return this.unread.has(key) ? undefined : this.#jobs.get(key);
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
