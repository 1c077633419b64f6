/** What must be true of every job, whatever happens to it; each broken law is thrown. */
import {
  hasEnded,
  jobEventData,
  JobState,
  StoredJobEvent,
  type JobState as State,
} from "@printermaster/contracts";
import { expect } from "vitest";
import type { PrintEvent, PrintJob, printJob } from "../../src/jobs/domain/print-job.ts";

export class Broken extends Error {
  override name = "Broken";
}

export class Laws {
  job: PrintJob;
  readonly #evolve: (typeof printJob)["evolve"];
  readonly #events: PrintEvent[] = [];
  #papers = 0;
  #marks = 0;
  /** What an agent has printed and will say so. */
  readonly #printed: { readonly agentId: string; readonly attempt: number }[] = [];

  constructor({ evolve }: typeof printJob) {
    this.#evolve = evolve;
  }

  holds(law: boolean, words: string): void {
    if (!law) throw new Broken(`${words}: ${this.#told()}, ${this.#papers} papers`);
  }

  paperMoved(): void {
    this.#papers++;
    this.holds(this.#papers <= 1, "at most one unmarked print");
  }

  printed(agentId: string, attempt: number): void {
    this.#printed.push({ agentId, attempt });
  }

  /** As the log does it: what the next command finds is what was written. */
  append(event: PrintEvent): void {
    const before = this.job;
    if (before) this.#judge(before, event);
    this.#events.push(written(event));
    this.job = written(this.#evolve(before, event)!);
  }

  #judge(before: State, event: PrintEvent): void {
    const mark = event.type === "PrintRetried" || event.type === "PrintDiscarded";
    if (mark) {
      this.holds(hasEnded(before.status) && ++this.#marks === 1, "one mark, of what has ended");
      this.holds(this.#papers === 0, "only what certainly never came out is retried");
    } else if (hasEnded(before.status)) {
      const settles = event.type === "PrintCompleted" || event.type === "PrintFailed";
      this.holds(before.reason === "print-result-unknown" && settles, "one ending");
    }
    if (event.type !== "PrintDispatched") return;
    const next = event.data.attempt === before.attempt + 1;
    this.holds(next && (before.attempt === 0 || before.attemptOver === true), "attempts rise");
  }

  /** Everything has arrived that ever will. */
  atTheEnd(): void {
    const { status, reason, attempt, agentId } = this.job!;
    this.holds(this.#papers <= 1, "at most one unmarked print");
    const promised = status === "canceled" || status.startsWith("pending");
    const never = promised || (status === "aborted" && reason !== "print-result-unknown");
    this.holds(!never || this.#papers === 0, `${status} (${reason}) means that nothing came out`);
    this.holds(status !== "completed" || this.#papers === 1, "completed means paper");
    const known = this.#printed.some((one) => one.agentId === agentId && one.attempt === attempt);
    this.holds(!known || status === "completed", "no report is lost");
    expect(this.#events.reduce(this.#evolve, undefined)).toEqual(this.job);
  }

  /** Slow, so for some runs only. */
  canBeRead(): void {
    const { job } = this;
    for (const { type, at, data } of this.#events) {
      StoredJobEvent.parse({ id: "event1", at, data, state: job });
      expect(jobEventData[type].parse(data)).toEqual(data);
    }
    expect(JobState.parse(job)).toEqual(job);
  }

  #told = () => this.#events.map(({ type }) => type).join(", ");
}

const written = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
