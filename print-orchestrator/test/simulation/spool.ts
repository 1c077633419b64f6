/** What an agent has on its disk: docs/agent-protocol.md in its shortest form. */
import {
  isTransient,
  type AgentJob,
  type AttemptState,
  type HelloAccepted,
  type Outcome,
} from "@printermaster/contracts";
import { refuse, type AgentAnswer } from "./agent-subjects.ts";

export interface Work {
  readonly job: AgentJob;
  state: AttemptState;
  outcome?: Outcome;
  reported: boolean;
  /** Found at the start of this run, and not offered again since. */
  held?: boolean;
  finishedAs?: number;
}

/** Of a disk and of all its copies. */
interface Life {
  highest: number;
}

export class Spool {
  readonly spoolId: string;
  counter = 0;
  /** Of an older copy: the generation in which what came after the copy was lost. */
  lostIn: number | undefined;
  #life: Life = { highest: 0 };
  /** In the order in which it was acknowledged. */
  #work: Work[] = [];
  readonly #revokedUpTo = new Map<string, number>();

  constructor(spoolId: string) {
    this.spoolId = spoolId;
  }

  copy(): Spool {
    const copy = new Spool(this.spoolId);
    copy.counter = this.counter;
    copy.lostIn = this.lostIn;
    copy.#life = this.#life;
    copy.#work = this.#work.map((work) => ({ ...work, held: false }));
    for (const [jobId, attempt] of this.#revokedUpTo) copy.#revokedUpTo.set(jobId, attempt);
    return copy;
  }

  /** Put in the place of the disk of which it is a copy. */
  restoredIn(generation: number | undefined): void {
    if (this.#life.highest > this.counter) this.lostIn = generation;
  }

  /** Taken for a printer whose failure is still to be acknowledged, it is given back at once. */
  take(job: AgentJob, printerIds: readonly string[]): AgentAnswer {
    const known = this.#of(job.jobId, job.attempt);
    if (known) return this.#offeredAgain(known, printerIds);
    const attempts = this.#work.filter(({ job: { jobId } }) => jobId === job.jobId);
    const seen = Math.max(
      this.#revokedUpTo.get(job.jobId) ?? 0,
      ...attempts.map(({ job: { attempt } }) => attempt),
    );
    if (job.attempt <= seen) return refuse("attempt-refused");
    if (!printerIds.includes(job.printerId)) return refuse("unknown-printer");
    if (attempts.some(({ state }) => state === "spooled"))
      this.#revoked(job.jobId, job.attempt - 1);
    const work: Work = { job, state: "spooled", reported: false };
    const givesBack = this.#givesBack(job.printerId);
    this.#work.push(work);
    this.#count();
    if (givesBack) this.finish(work, RETURNED);
    return this.#taken(work);
  }

  #offeredAgain(work: Work, printerIds: readonly string[]): AgentAnswer {
    const { held, job } = work;
    work.held = false;
    if (held && this.#givesBack(job.printerId)) this.finish(work, RETURNED);
    else if (held && !printerIds.includes(job.printerId))
      this.finish(work, { result: "failed", code: "unknown-printer", detail: "gone" });
    return this.#taken(work);
  }

  /** Those that the hello's answer names will never begin. */
  drop(dropped: HelloAccepted["drop"]): void {
    for (const { jobId, attempt } of dropped) this.revoke(jobId, attempt);
  }

  query(jobId: string): AgentAnswer {
    const last = this.#work.findLast(({ job }) => job.jobId === jobId);
    const revoked = this.#revokedUpTo.get(jobId) ?? 0;
    if (!last && revoked === 0) return { ok: true, value: { known: false } };
    const attempt = Math.max(revoked, last?.job.attempt ?? 0);
    const known = { known: true, attempt, revoked: revoked === attempt } as const;
    const held = last?.held ? ({ held: true } as const) : {};
    const state = last?.state ?? "finished";
    return { ok: true, value: { ...known, ...held, state, ...outcomeOf(last) } };
  }

  revoke(jobId: string, attempt: number): { answer: AgentAnswer; revoked: boolean } {
    const against = this.#work.find(
      ({ job, state }) =>
        job.jobId === jobId &&
        ((job.attempt <= attempt && state === "printing") ||
          (job.attempt === attempt && state === "finished")),
    );
    if (!against) this.#revoked(jobId, attempt);
    const known = against ? { state: against.state, ...outcomeOf(against) } : {};
    const { counter } = this;
    return {
      answer: { ok: true, value: { revoked: !against, ...known, counter } },
      revoked: !against,
    };
  }

  begin(work: Work): void {
    work.state = "printing";
    this.#count();
  }

  finish(work: Work, outcome: Outcome): void {
    work.finishedAs = this.counter;
    work.state = "finished";
    work.outcome = outcome;
    this.#count();
  }

  /** Not counted, as it follows from what the disk says. */
  interrupted(work: Work): void {
    work.finishedAs = this.counter;
    work.state = "finished";
    work.outcome = { result: "unconfirmed", cause: "stopped while printing" };
  }

  /** The head's failure, and everything behind it, at once and in order. */
  giveBack(head: Work, failure: Outcome): readonly Work[] {
    const { printerId } = head.job;
    const behind = this.#work.filter(
      (work) => work !== head && isWaiting(work) && work.job.printerId === printerId,
    );
    this.finish(head, failure);
    for (const work of behind) this.finish(work, RETURNED);
    return [head, ...behind];
  }

  nextFor(printerId: string): Work | undefined {
    return this.#work.find((work) => work.job.printerId === printerId && isWaiting(work));
  }

  /** In the order in which they ended. */
  nextReport(): Work | undefined {
    return this.#work
      .filter(({ state, reported }) => state === "finished" && !reported)
      .sort((a, b) => (a.finishedAs ?? 0) - (b.finishedAs ?? 0))[0];
  }

  open(): readonly Work[] {
    return this.#work.filter(({ reported }) => !reported);
  }

  /** What is to be printed or reported without anybody asking again. */
  isBusy(): boolean {
    return this.open().some(({ held }) => !held);
  }

  #count(): void {
    this.counter++;
    this.#life.highest = Math.max(this.#life.highest, this.counter);
  }

  #taken(work: Work): AgentAnswer {
    const { counter } = this;
    return { ok: true, value: { state: work.state, ...outcomeOf(work), counter } };
  }

  #givesBack(printerId: string): boolean {
    return this.#work.some(
      ({ job, reported, outcome }) =>
        job.printerId === printerId &&
        !reported &&
        outcome?.result === "failed" &&
        isTransient(outcome.code),
    );
  }

  #of(jobId: string, attempt: number): Work | undefined {
    return this.#work.find(({ job }) => job.jobId === jobId && job.attempt === attempt);
  }

  #revoked(jobId: string, upTo: number): void {
    this.#revokedUpTo.set(jobId, Math.max(upTo, this.#revokedUpTo.get(jobId) ?? 0));
    this.#work = this.#work.filter(
      ({ job, state }) => job.jobId !== jobId || job.attempt > upTo || state !== "spooled",
    );
    this.#count();
  }
}

const RETURNED: Outcome = { result: "failed", code: "returned", detail: "untouched" };

const isWaiting = ({ state, held }: Work): boolean => state === "spooled" && !held;

const outcomeOf = (work: Work | undefined) => (work?.outcome ? { outcome: work.outcome } : {});
