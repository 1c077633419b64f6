// What was sent and is not yet on the paper. A job outlives its connection: paper that was out is put in later.
import type { Device } from "./device.ts";
import { PrintHead } from "./print-head.ts";
import type { HeadEvents } from "./print-head.ts";

export type Ending = "finished" | "broken";
export type Job = {
  readonly head: PrintHead;
  readonly hangUp: (how: "reset" | "end") => void;
  pending: Buffer;
  ending: Ending | undefined;
};

const TICK_MS = 50;

export class PrintQueue {
  readonly #device: Device;
  readonly #jobs: Job[] = [];
  #printed: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;
  #pumping = false;

  constructor(device: Device) {
    this.#device = device;
    device.watch(() => this.pump());
  }

  open(events: HeadEvents, hangUp: Job["hangUp"]): Job {
    const head = new PrintHead(events);
    const job: Job = { head, hangUp, pending: Buffer.alloc(0), ending: undefined };
    this.#jobs.push(job);
    return job;
  }

  push(job: Job, chunk: Buffer): void {
    if (!this.#jobs.includes(job) || this.#device.fault("vanishes") !== undefined) return;
    job.pending = job.pending.length === 0 ? chunk : Buffer.concat([job.pending, chunk]);
    this.pump();
  }

  end(job: Job, how: Ending): void {
    job.ending ??= how;
    this.pump();
  }

  /** Calls back whenever bytes may have left the buffer. */
  watch(printed: () => void): void {
    this.#printed = printed;
  }

  get bytesHeld(): number {
    return this.#jobs.reduce((sum, { pending }) => sum + pending.length, 0);
  }

  /** A fault that begins within a job is told to watchers while it is printed: only the outermost call prints. */
  pump(): void {
    if (this.#pumping || this.#timer !== undefined) return;
    this.#pumping = true;
    for (let [job] = this.#jobs; job !== undefined && !this.#device.stopped; [job] = this.#jobs) {
      if (job.pending.length === 0 && job.ending === undefined) break;
      if (job.pending.length === 0) this.#finish(job, job.ending ?? "finished");
      else if (!this.#step(job)) break;
    }
    this.#pumping = false;
    this.#printed();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {}, 0);
    for (const job of this.#jobs.splice(0)) job.head.end("broken");
  }

  /** False when the rest has to wait. */
  #step(job: Job): boolean {
    const slow = this.#device.fault("slow");
    const most = slow && Math.max(1, Math.round((slow.bytesPerSecond * TICK_MS) / 1000));
    const chunk = job.pending.subarray(0, this.#exact ? 1 : most);
    job.pending = job.pending.subarray(chunk.length);
    job.head.push(chunk);
    if (this.#endEarly(job)) return true;
    if (slow === undefined || most === undefined) return true;
    const waitMs = (chunk.length / slow.bytesPerSecond) * 1000;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.pump();
    }, waitMs);
    return false;
  }

  /** Some faults come at a byte, and so bytes go one by one. */
  get #exact(): boolean {
    const at = ["paper-out", "resets", "half-ticket"] as const;
    return at.some((name) => this.#device.fault(name) !== undefined);
  }

  #endEarly(job: Job): boolean {
    for (const [name, how] of [
      ["resets", "reset"],
      ["half-ticket", "end"],
    ] as const) {
      const after = this.#device.fault(name)?.afterBytes;
      if (after === undefined || job.head.bytesPrinted < after) continue;
      this.#finish(job, "broken");
      job.hangUp(how);
      return true;
    }
    return false;
  }

  #finish(job: Job, how: Ending): void {
    this.#jobs.splice(this.#jobs.indexOf(job), 1);
    job.head.end(how);
  }
}
