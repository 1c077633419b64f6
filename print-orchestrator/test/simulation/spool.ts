/** What an agent has on its disk: docs/agent-protocol.md in its shortest form. */
import {
  isTransient,
  type AgentJob,
  type AttemptState,
  type Outcome,
} from "@printermaster/contracts";
import { refuse, type AgentAnswer } from "./agent-subjects.ts";

export interface Work {
  readonly job: AgentJob;
  state: AttemptState;
  outcome?: Outcome;
  reported: boolean;
  finishedAs?: number;
}

export class Spool {
  readonly spoolId: string;
  counter = 0;
  /** In the order in which it was acknowledged. */
  #work: Work[] = [];
  readonly #revokedUpTo = new Map<string, number>();

  constructor(spoolId: string) {
    this.spoolId = spoolId;
  }

  copy(): Spool {
    const copy = new Spool(this.spoolId);
    copy.counter = this.counter;
    copy.#work = this.#work.map((work) => ({ ...work }));
    for (const [jobId, attempt] of this.#revokedUpTo) copy.#revokedUpTo.set(jobId, attempt);
    return copy;
  }

  /** Taken for a printer whose failure is still to be acknowledged, it is given back at once. */
  take(job: AgentJob, printerIds: readonly string[]): AgentAnswer {
    const known = this.#of(job.jobId, job.attempt);
    if (known) return taken(known);
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
    this.counter++;
    if (givesBack) this.finish(work, RETURNED);
    return taken(work);
  }

  query(jobId: string): AgentAnswer {
    const last = this.#work.findLast(({ job }) => job.jobId === jobId);
    const revoked = this.#revokedUpTo.get(jobId) ?? 0;
    if (!last && revoked === 0) return { ok: true, value: { known: false } };
    const attempt = Math.max(revoked, last?.job.attempt ?? 0);
    const known = { known: true, attempt, revoked: revoked === attempt } as const;
    return { ok: true, value: { ...known, state: last?.state ?? "finished", ...outcomeOf(last) } };
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
    return {
      answer: { ok: true, value: { revoked: !against, ...known } },
      revoked: !against,
    };
  }

  begin(work: Work): void {
    work.state = "printing";
    this.counter++;
  }

  finish(work: Work, outcome: Outcome): void {
    work.finishedAs = this.counter;
    work.state = "finished";
    work.outcome = outcome;
    this.counter++;
  }

  /** The head's failure, and everything behind it, at once and in order. */
  giveBack(head: Work, failure: Outcome): readonly Work[] {
    const behind = this.#work.filter(
      (work) =>
        work !== head && work.state === "spooled" && work.job.printerId === head.job.printerId,
    );
    this.finish(head, failure);
    for (const work of behind) this.finish(work, RETURNED);
    return [head, ...behind];
  }

  nextFor(printerId: string): Work | undefined {
    return this.#work.find(({ job, state }) => job.printerId === printerId && state === "spooled");
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
    this.counter++;
  }
}

const RETURNED: Outcome = { result: "failed", code: "returned", detail: "untouched" };

const taken = (work: Work): AgentAnswer => ({
  ok: true,
  value: { state: work.state, ...outcomeOf(work) },
});

const outcomeOf = (work: Work | undefined) => (work?.outcome ? { outcome: work.outcome } : {});
