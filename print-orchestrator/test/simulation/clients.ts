/** Clients that submit, ask again when they hear nothing, click twice, and change their minds. */
import {
  deriveJobId,
  Id,
  intentOf,
  type Answer,
  type SubmitPrint,
  type Submitted,
} from "@printermaster/contracts";
import { sha256 } from "@printermaster/runtime";
import { cancelPrint } from "../../src/jobs/app/cancel-print.ts";
import { submitPrint } from "../../src/jobs/app/submit-print.ts";
import type { Cluster } from "./cluster.ts";
import { documentSubject, jobSubject } from "./log-ports.ts";
import { Process } from "./process.ts";
import { BRANCH, COMPANY, type World } from "./world.ts";

export const NO_SUCH_PRINTER = "printerx";
const person = { kind: "user", id: "anna", name: "Anna" } as const;

const classes = ["receipt", "receipt", "receipt", "kitchen", "label", "drawer"] as const;

export class Clients {
  /** What was promised to somebody. */
  readonly accepted = new Set<string>();
  /** Documents that the world has lost after they were stored. */
  readonly lostDocuments = new Set<string>();
  readonly #world: World;
  readonly #cluster: Cluster;
  readonly #process: Process;

  constructor(world: World, cluster: Cluster) {
    this.#world = world;
    this.#cluster = cluster;
    this.#process = new Process("client", world.scheduler);
  }

  /** One intent: mostly once, sometimes twice at a time, rarely with another text under its key. */
  intend(ms: number, key: string, printerIds: readonly [string, ...string[]]): void {
    const { chance } = this.#world;
    const printerId = chance.happens(0.01) ? NO_SUCH_PRINTER : chance.pick(printerIds);
    const seconds = Math.floor(
      chance.happens(0.1) ? chance.between(1, 10) : chance.between(30, chance.pick([90, 300])),
    );
    const jobClass = chance.pick(classes);
    const submit = { ...submission(key, printerId, `text of ${key}`, seconds), class: jobClass };
    this.#process.after(ms, () => void this.submit(submit, 4));
    if (chance.happens(0.1)) this.#process.after(ms + 2, () => void this.submit(submit, 4));
    if (chance.happens(0.1)) this.#process.after(ms + 9000, () => void this.submit(submit, 1));
    if (chance.happens(0.05))
      this.#process.after(ms + chance.between(0, 3000), () =>
        this.cancel(deriveJobId(sha256, COMPANY, BRANCH, key)),
      );
    if (!chance.happens(0.05)) return;
    const other = submission(key, printerId, `another text of ${key}`, seconds);
    this.#process.after(ms + chance.between(0, 5), () => void this.submit(other, 1));
  }

  /** Repeated with its key when nothing, or nothing final, is heard. */
  async submit(submit: SubmitPrint, tries: number): Promise<void> {
    const context = { company: COMPANY, branch: BRANCH, correlationId: "c1", traceId: undefined };
    const answer = await this.#cluster.ask<Submitted>(this.#process, ({ jobs }) =>
      submitPrint(jobs, context, submit),
    );
    if (answer?.ok) this.#heard(answer, submit);
    else if (tries > 1 && (!answer || answer.error.retryable))
      this.#process.after(200, () => void this.submit(submit, tries - 1));
  }

  #heard({ value }: Extract<Answer<Submitted>, { ok: true }>, submit: SubmitPrint): void {
    const { logs } = this.#world;
    const jobId = Id.parse(value.job.jobId);
    const address = { company: COMPANY, branch: BRANCH, jobId };
    const body = JSON.stringify(intentOf(submit));
    const stored = logs.jobs.last(jobSubject(address))?.body.state;
    const document = logs.documents.last(documentSubject(address))?.body;
    this.accepted.add(jobId);
    this.#world.tell(jobId, `a client hears accepted${value.replayed ? " (replayed)" : ""}`);
    if (!stored) return this.#wrong("accepted, not stored", jobId, "the log has no such job");
    if (stored.bodyHash !== body) return this.#wrong("accepted for another body", jobId, body);
    if (document?.bodyHash !== body && !this.lostDocuments.has(jobId))
      this.#wrong("accepted, not stored", jobId, "its document is not there");
  }

  cancel(jobId: string): void {
    this.#world.tell(jobId, "a client cancels");
    void this.#cluster.ask(this.#process, (self) =>
      cancelPrint(self.cancel, COMPANY, BRANCH, { jobId, canceledBy: person }),
    );
  }

  #wrong(kind: string, jobId: string, text: string): void {
    this.#world.violations.push({ kind, jobId, text });
  }
}

export const submission = (
  idempotencyKey: string,
  printerId: string,
  text: string,
  deadlineSeconds: number,
): SubmitPrint => ({
  idempotencyKey,
  printerId,
  class: "receipt",
  title: "",
  document: { kind: "text", text },
  deadlineSeconds,
  submittedBy: person,
});
