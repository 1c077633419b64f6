/** One till: asks for prints all the time, hears what became of them, and keeps its own book. */
import { hasEnded, type Job, type JobWithTimeline } from "@printermaster/contracts";
import { setTimeout as wait } from "node:timers/promises";
import { Chance } from "../chance.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { ask, askOnce, type Wanted } from "./ask-once.ts";
import type { Session } from "./session.ts";

export interface Load {
  readonly name: string;
  readonly seed: number;
  readonly perSecond: number;
  readonly printers: readonly { readonly id: string; readonly branchId: string }[];
  /** Tests, each asked for once: no long tickets, no keys that are used again. */
  readonly tests?: boolean;
}

const USUAL = { sameAgain: 0.1, changedBody: 0.04, givesUp: 0.03, long: 0.05 };
const NEVER = { sameAgain: 0, changedBody: 0, givesUp: 0, long: 0 };
const LINES = { usual: [4, 12], long: [150, 250] } as const;
const POLL_MS = 250;
/** The read model is not asked: each job is read from the log. */
const POLLED_AT_ONCE = 8;

type Ended = Pick<Job, "jobId" | "status" | "reason">;

export class Submitter {
  readonly #session: Session;
  readonly #ledger: Ledger;
  readonly #load: Load;
  readonly #chance: Chance;
  readonly #share: typeof USUAL;
  readonly #stopping = new AbortController();
  readonly #asking = new Set<Promise<void>>();
  readonly #keys = new Map<string, string>();
  /** Heard before the answer to the submit was. */
  readonly #early = new Map<string, Ended>();
  readonly #told = new Map<string, string>();
  #running: Promise<void> | undefined;

  constructor(session: Session, ledger: Ledger, load: Load) {
    this.#session = session;
    this.#ledger = ledger;
    this.#load = load;
    this.#chance = new Chance(load.seed);
    this.#share = load.tests ? NEVER : USUAL;
  }

  start(): void {
    this.#session.hear(
      ({ job, sequence }) => {
        if (job && sequence !== undefined && hasEnded(job.status)) this.#hear(job);
      },
      () => void this.#read(this.#open()),
    );
    this.#running = this.#run();
  }

  /** Nothing more is asked for; what was not answered yet is asked once more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await Promise.all(this.#asking);
  }

  /** Until every accepted job was told an end, or the time is over; answers how many were not. */
  async settle(withinMs: number): Promise<number> {
    const end = Date.now() + withinMs;
    for (;;) {
      const open = this.#open();
      if (open.length === 0 || Date.now() > end) break;
      await this.#read(open);
      await wait(POLL_MS);
    }
    // A late truth may have come while nobody listened.
    await this.#read([...this.#told].flatMap(([jobId, as]) => (isCertain(as) ? [] : [jobId])));
    const open = this.#open();
    await this.#read(open, "also what waits");
    return open.length;
  }

  #open(): string[] {
    return [...this.#keys.keys()].filter((jobId) => !this.#told.has(jobId));
  }

  async #run(): Promise<void> {
    const mean = 1000 / this.#load.perSecond;
    let due = performance.now();
    for (let number = 1; !this.#stopping.signal.aborted; number++) {
      const asking = this.#one(this.#wish(number)).finally(() => this.#asking.delete(asking));
      this.#asking.add(asking);
      due += this.#chance.between(mean * 0.5, mean * 1.5);
      const pause = Math.max(0, due - performance.now());
      await wait(pause, undefined, { signal: this.#stopping.signal }).catch(() => {});
    }
  }

  #wish(number: number): Wanted {
    const { id, branchId } = this.#chance.oneOf(this.#load.printers);
    const [least, most] = this.#chance.happens(this.#share.long) ? LINES.long : LINES.usual;
    const lines = this.#chance.whole(least, most);
    const givesUp = this.#chance.happens(this.#share.givesUp);
    const key = `${this.#load.name}n${number}`;
    const tests = this.#load.tests && { class: "test" };
    return { key, printerId: id, branchId, lines, givesUp, ...tests };
  }

  async #one(wanted: Wanted): Promise<void> {
    const sameAgain = this.#chance.happens(this.#share.sameAgain);
    const changedBody = this.#chance.happens(this.#share.changedBody);
    const jobId = await askOnce(this.#session, this.#ledger, wanted, this.#stopping.signal);
    if (jobId === undefined) return;
    this.#accepted(jobId, wanted.key);
    if (sameAgain) await this.#again(wanted);
    if (changedBody) await this.#changed(wanted);
  }

  async #again(wanted: Wanted): Promise<void> {
    const answered = await ask(this.#session, wanted);
    if (!("jobId" in answered)) return;
    this.#ledger.write({ type: "accepted", at: Date.now(), key: wanted.key, ...answered });
    this.#accepted(answered.jobId, wanted.key);
  }

  async #changed(wanted: Wanted): Promise<void> {
    const answered = await ask(this.#session, wanted, 2);
    const code = "jobId" in answered ? "accepted" : answered.code;
    this.#ledger.write({ type: "changed-body", at: Date.now(), key: wanted.key, code });
  }

  #accepted(jobId: string, key: string): void {
    this.#keys.set(jobId, key);
    const early = this.#early.get(jobId);
    if (early) this.#hear(early);
  }

  #hear(job: Ended): void {
    const { jobId, status, reason } = job;
    const key = this.#keys.get(jobId);
    if (key === undefined) {
      if (this.#asking.size > 0) this.#early.set(jobId, job);
      return;
    }
    this.#early.delete(jobId);
    if (this.#told.get(jobId) === reason) return;
    this.#told.set(jobId, reason);
    this.#ledger.write({ type: "told", at: Date.now(), key, jobId, status, reason });
  }

  async #read(jobIds: readonly string[], also?: "also what waits"): Promise<void> {
    const left = [...jobIds];
    const work = async () => {
      for (let jobId; (jobId = left.shift()) !== undefined;) {
        const reply = await this.#session.http("GET", `/v1/jobs/${jobId}`).catch(() => undefined);
        const { job } = (reply?.status === 200 ? reply.body : {}) as Partial<JobWithTimeline>;
        if (job && (also || hasEnded(job.status))) this.#hear(job);
      }
    };
    await Promise.all(Array.from({ length: POLLED_AT_ONCE }, work));
  }
}

const isCertain = (reason: string): boolean => reason !== "print-result-unknown";
