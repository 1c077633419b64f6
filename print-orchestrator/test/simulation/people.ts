/** People who look after what could not be printed, sometimes two at once, and who ask for copies. */
import {
  hasEnded,
  type Answer,
  type Discarded,
  type JobState,
  type Submitted,
} from "@printermaster/contracts";
import { discardPrint } from "../../src/jobs/app/discard-print.ts";
import { reprintPrint } from "../../src/jobs/app/reprint-print.ts";
import { retryPrint } from "../../src/jobs/app/retry-print.ts";
import type { Clients } from "./clients.ts";
import type { Cluster } from "./cluster.ts";
import { documentSubject, jobSubject } from "./log-ports.ts";
import type { Orchestrator } from "./orchestrator.ts";
import { Process } from "./process.ts";
import { BRANCH, COMPANY, type World } from "./world.ts";

type Asked = (taker: Orchestrator) => Promise<Answer<Submitted | Discarded>>;

const person = { kind: "user", id: "mina", name: "Mina" } as const;
const site = { company: COMPANY, branch: BRANCH };
const context = { ...site, correlationId: "c2", traceId: undefined };
const TRIES = 5;

export class People {
  /** What they still mean to ask, or wait to hear. */
  busy = 0;
  /** Told that nobody will read it any more. */
  readonly discarded = new Set<string>();
  readonly #world: World;
  readonly #cluster: Cluster;
  readonly #clients: Clients;
  readonly #process: Process;

  constructor(world: World, cluster: Cluster, clients: Clients) {
    this.#world = world;
    this.#cluster = cluster;
    this.#clients = clients;
    this.#process = new Process("person", world.scheduler);
    world.logs.jobs.listen(() => this.#look(world.logs.jobs.messages.at(-1)!.body.state));
  }

  #look(job: JobState): void {
    const { chance } = this.#world;
    if (job.deadLetter === "waiting") return this.#mind(job);
    if (!hasEnded(job.status) || job.deadLetter || !chance.happens(0.03)) return;
    this.#copy(job);
    if (chance.happens(0.3)) this.#copy(job);
  }

  #mind(job: JobState): void {
    const { chance } = this.#world;
    const what = chance.pick(["nothing", "retry", "retry", "discard", "both"] as const);
    if (what === "retry" || what === "both") this.#retry(job);
    if (what === "retry" && chance.happens(0.5)) this.#retry(job);
    if (what === "discard" || what === "both") this.#discard(job);
  }

  #retry({ jobId }: JobState): void {
    const deadlineSeconds = Math.floor(this.#world.chance.between(30, 90));
    this.#soon(
      (taker) => retryPrint(taker.jobs, context, { jobId, retriedBy: person, deadlineSeconds }),
      ({ job }) => this.#heardOf(job.jobId),
    );
  }

  #copy({ jobId }: JobState): void {
    const request = { jobId, idempotencyKey: `copy of ${jobId}`, requestedBy: person };
    this.#soon(
      (taker) => reprintPrint(taker.jobs, context, { ...request, deadlineSeconds: 90 }),
      ({ job }) => this.#heardOf(job.jobId),
    );
  }

  #discard({ jobId }: JobState): void {
    this.#soon(
      (taker) => discardPrint(taker.jobs, COMPANY, BRANCH, { jobId, discardedBy: person }),
      () => {
        this.#world.tell(jobId, "a person hears that it is discarded");
        this.discarded.add(jobId);
      },
    );
  }

  #soon(ask: Asked, hear: (value: Submitted | Discarded) => void): void {
    this.busy++;
    this.#process.after(
      this.#world.chance.between(0, 8000),
      () => void this.#ask(ask, hear, TRIES),
    );
  }

  async #ask(ask: Asked, hear: (v: Submitted | Discarded) => void, tries: number): Promise<void> {
    const answer = await this.#cluster.ask<Submitted | Discarded>(this.#process, ask);
    if (tries > 1 && (!answer || (!answer.ok && answer.error.retryable)))
      return void this.#process.after(500, () => void this.#ask(ask, hear, tries - 1));
    if (answer?.ok) hear(answer.value);
    this.busy--;
  }

  /** Promised: it must be there, with its document. */
  #heardOf(jobId: string): void {
    const { logs, violations } = this.#world;
    const stored = logs.jobs.last(jobSubject({ ...site, jobId }))?.body.state;
    const document = logs.documents.last(documentSubject({ ...site, jobId }))?.body;
    this.#clients.accepted.add(jobId);
    this.#world.tell(jobId, "a person hears that it is printed again");
    const missing = !stored || document?.bodyHash !== stored.bodyHash;
    if (missing && !this.#clients.lostDocuments.has(jobId))
      violations.push({ kind: "accepted, not stored", jobId, text: "a retry, or a copy" });
  }
}
