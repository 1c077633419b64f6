/** A process that runs the real use cases and, while it holds the lease, the real saga. */
import {
  deriveJobId,
  idFromBytes,
  refused,
  type AgentState,
  type Answer,
  type BranchState,
  type PrinterState,
} from "@printermaster/contracts";
import { sha256 } from "@printermaster/runtime";
import { knownPrinters } from "../../src/fleet/adapters/known-printers.ts";
import type { FleetDeps } from "../../src/fleet/app/ports.ts";
import { rememberingJobs } from "../../src/jobs/app/remembering-jobs.ts";
import type { CancelDeps } from "../../src/jobs/app/cancel-print.ts";
import type { JobDeps } from "../../src/jobs/app/ports.ts";
import type { PrintEvent } from "../../src/jobs/domain/print-job.ts";
import type { SagaDeps } from "../../src/saga/app/ports.ts";
import { Saga } from "../../src/saga/app/saga.ts";
import { OpenWork } from "../../src/saga/domain/open-work.ts";
import { OwedLetters } from "../../src/saga/domain/owed-letters.ts";
import { nameOf } from "../../src/saga/domain/unread-jobs.ts";
import type { AgentSubjects } from "./agent-subjects.ts";
import { documentsOn, fleetLogOn, jobLogOn, lettersOn } from "./log-ports.ts";
import { jobNewsOn } from "./job-news.ts";
import { Process } from "./process.ts";
import type { Sabotage } from "./sabotage.ts";
import { LogClient, readInOrder } from "./streams.ts";
import type { World } from "./world.ts";

export interface Reign {
  readonly work: OpenWork;
  readonly end: () => void;
}

export class Orchestrator {
  readonly process: Process;
  jobs!: JobDeps;
  fleet!: FleetDeps;
  cancel!: CancelDeps;
  reign: Reign | undefined;
  readonly #world: World;
  readonly #subjects: AgentSubjects;
  readonly #sabotage: Sabotage;

  constructor(name: string, world: World, subjects: AgentSubjects, sabotage: Sabotage) {
    this.process = new Process(name, world.scheduler);
    this.#world = world;
    this.#subjects = subjects;
    this.#sabotage = sabotage;
    this.start();
  }

  /** A new life remembers nothing, not even which printers there are. */
  start(): void {
    const world = this.#world;
    this.process.start();
    const client = new LogClient(this.process, world.leader, world);
    const fleet = fleetLogOn(client, world.logs);
    const honest = jobLogOn(client, world.logs);
    const letters = lettersOn(client, world.logs);
    const idOf = (text: string) => idFromBytes(sha256(text));
    this.jobs = {
      jobs: rememberingJobs(this.#sabotage.jobLog?.(honest, world) ?? honest),
      documents: documentsOn(client, world.logs),
      letters: this.#sabotage.letters?.(letters) ?? letters,
      history: { knows: () => Promise.resolve(false) },
      printers: knownPrinters(fleet, () => world.scheduler.now),
      now: world.date,
      origins: { of: () => Promise.resolve("unsigned") },
      room: { forNewJobs: () => Promise.resolve(true), ranOut: () => false },
      tests: {
        of: () => Promise.resolve({ clicks: [], revision: 0 }),
        replace: () => Promise.resolve(true),
      },
      // Readable on purpose: the checker compares it with what was printed.
      keyedHash: (text) => text,
      jobIdOf: (company, branch, key) => deriveJobId(sha256, company, branch, key),
      idOf: this.#sabotage.idOf?.(idOf, world) ?? idOf,
    };
    const { jobs, now } = this.jobs;
    this.fleet = { fleet, jobs, now: () => world.date().toISOString() };
    this.cancel = { jobs, fleet, news: jobNewsOn(this.process, world), now };
  }

  crash(): void {
    this.reign?.end();
    this.reign = undefined;
    this.process.crash();
  }

  /** What an adapter throws becomes an answer, as in `answerCommand`. */
  async serve<T>(work: (self: Orchestrator) => Promise<Answer<T>>): Promise<Answer<T>> {
    try {
      return await work(this);
    } catch (error) {
      this.#world.failed(error);
      return refused("storage-unavailable");
    }
  }

  sagaDeps(work: OpenWork, owed = new OwedLetters()): SagaDeps {
    const { chance, date, log } = this.#world;
    return {
      work,
      owed,
      jobs: this.jobs.jobs,
      documents: this.jobs.documents,
      letters: this.jobs.letters,
      fleet: this.fleet.fleet,
      agents: this.#subjects.agentsFor(this.process),
      origins: this.jobs.origins,
      now: date,
      chance: () => chance.next(),
      idOf: this.jobs.idOf,
      keyedHash: this.jobs.keyedHash,
      after: (ms, run) => this.process.after(ms, run),
      log,
    };
  }

  /** As `ownSaga` does: the fleet first, then the log, and only then act. */
  own(): void {
    const { process } = this;
    const { logs, network, chance } = this.#world;
    const work = new OpenWork();
    if (this.#sabotage.isDeafToCounters) work.spools.isOlderThanHeard = () => false;
    const saga = new Saga(this.sagaDeps(work));
    const ends: (() => void)[] = [() => saga.stop()];
    const read = { process, network, chance };
    let ended = false;
    const readJobs = () =>
      ends.push(
        readInOrder(
          read,
          logs.jobs,
          ({ body: { event, state, poisoned }, sequence }) => {
            if (!poisoned) saga.sawJob(state, sequence, undefined, failureOf(event));
            else if (!this.#sabotage.passesOverPoison)
              saga.sawUnreadable({ ...nameOf(state), sequence, why: "poisoned" });
            work.readUpTo(sequence);
          },
          () => !ended && saga.begin(),
        ),
      );
    ends.push(
      readInOrder(
        read,
        logs.fleet,
        ({ body: { kind, state } }) => {
          if (kind === "agent") saga.sawAgent(state as AgentState);
          else if (kind === "printer") saga.sawPrinter(state as PrinterState);
          else saga.sawBranch(state as BranchState);
        },
        () => !ended && readJobs(),
      ),
    );
    const end = () => {
      ended = true;
      for (const one of ends) one();
    };
    this.reign = { work, end };
  }
}

const failureOf = ({ type, data }: PrintEvent): string | undefined =>
  type === "PrintFailed" || type === "PrintAttemptFailed" ? data.code : undefined;
