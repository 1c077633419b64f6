/** One line to a printer, both ways. Every byte it sends is read, for unread input turns closing into a reset. */
import { setTimeout as delay } from "node:timers/promises";
import type { Duplex } from "node:stream";
import { makerIn, processIdIn } from "../domain/process-ids.ts";
import { automaticReasons, realTimeQuery, type StatusQuery } from "../domain/status-bytes.ts";
import { StatusStream, type Reply } from "../domain/status-stream.ts";

export type Written = "written" | "stalled" | "lost";

export interface Pace {
  /** It takes nothing for so long: then `isBlocked` is asked whether to go on waiting. */
  readonly stallMs: number;
  readonly isBlocked: () => boolean;
  readonly bytesASecond: number | undefined;
  readonly onChunk: (isFirst: boolean) => void;
}

const CHUNK_BYTES = 4096;

export interface Proofs {
  readonly fence: boolean;
  readonly processId: string | undefined;
}

export class RawConnection {
  readonly #line: Duplex;
  readonly #stream = new StatusStream();
  #answers: number[] = [];
  #late: readonly StatusQuery[] = [];
  #owed = 0;
  #proofs: Proofs | undefined;
  #maker: string | undefined;
  #automatic: readonly string[] | undefined;
  #closed = false;
  #ended = false;
  #cut = false;
  #failure: string | undefined;
  #look: () => void = () => {};

  constructor(line: Duplex) {
    this.#line = line;
    line.on("data", (bytes: Uint8Array) => this.#hear(bytes));
    line.on("error", (error) => this.#note(() => (this.#failure = error.message)));
    line.on("end", () => this.#note(() => (this.#ended = true)));
    line.on("close", () => this.#note(() => (this.#closed = true)));
  }

  /** Broken, as opposed to closed in good order. */
  get failure(): string | undefined {
    return this.#failure;
  }

  get lost(): string | undefined {
    if (this.#failure !== undefined) return this.#failure;
    return this.#ended || this.#closed ? "the printer closed the connection" : undefined;
  }

  /** The reasons in the last automatic status, if there was any. */
  get automatic(): readonly string[] | undefined {
    return this.#automatic;
  }

  /** What it did not answer in time; nothing any more once as many answers have come as were asked for. */
  get unanswered(): readonly StatusQuery[] {
    return this.#owed > 0 ? this.#late : [];
  }

  /** Nothing else may be sent until the answer is in. */
  async ask(query: StatusQuery, limitMs: number): Promise<number | undefined> {
    this.#answers = [];
    this.#owed++;
    this.#line.write(realTimeQuery(query));
    const answer = await this.#unlessLost(() => this.#answers.shift(), limitMs);
    if (answer === undefined && this.lost === undefined) this.#late = [...this.#late, query];
    return answer;
  }

  /** Hands all bytes to the kernel, piece by piece. */
  async write(bytes: Uint8Array, pace: Pace): Promise<Written> {
    const { bytesASecond } = pace;
    for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
      const chunk = bytes.subarray(start, start + CHUNK_BYTES);
      const written = await this.#writeChunk(chunk, pace);
      if (written !== "written") return written;
      pace.onChunk(start === 0);
      if (bytesASecond !== undefined) await delay((chunk.length / bytesASecond) * 1000);
    }
    return "written";
  }

  send(bytes: Uint8Array): void {
    this.#line.write(bytes);
  }

  /** What looks like a proof before it was asked for is none. */
  sendForProof(bytes: Uint8Array): void {
    this.#proofs = { fence: false, processId: undefined };
    this.#line.write(bytes);
  }

  get proofs(): Proofs {
    return this.#proofs ?? { fence: false, processId: undefined };
  }

  /** Until what was heard is enough, or the connection lost. */
  async untilProved(isEnough: (proofs: Proofs) => boolean, limitMs: number): Promise<void> {
    await this.#unlessLost(() => (isEnough(this.proofs) ? true : undefined), limitMs);
  }

  maker(limitMs: number): Promise<string | undefined> {
    return this.#unlessLost(() => this.#maker, limitMs);
  }

  firstAutomatic(limitMs: number): Promise<readonly string[] | undefined> {
    return this.#unlessLost(() => this.#automatic, limitMs);
  }

  /** Sends what is left, then waits for the printer to close too. */
  async end(limitMs: number): Promise<"closed" | "cut"> {
    this.#line.end();
    const closed = await this.#until(() => (this.#closed ? true : undefined), limitMs);
    if (!closed) this.#cut = true;
    this.#line.destroy();
    return this.#cut ? "cut" : "closed";
  }

  destroy(): void {
    this.#line.destroy();
  }

  async #writeChunk(chunk: Uint8Array, { stallMs, isBlocked }: Pace): Promise<Written> {
    let taken = false;
    this.#line.write(chunk, (error) => this.#note(() => (taken = !error)));
    const progress = () => (this.lost !== undefined ? "lost" : taken ? "written" : undefined);
    for (;;) {
      const written = await this.#until<Written>(progress, stallMs);
      if (written !== undefined) return written;
      if (!isBlocked()) return "stalled";
    }
  }

  #hear(bytes: Uint8Array): void {
    for (const reply of this.#stream.read(bytes)) this.#keep(reply);
    this.#look();
  }

  #keep(reply: Reply): void {
    switch (reply.kind) {
      case "real-time":
        this.#answers.push(reply.byte);
        this.#owed--;
        return;
      case "fence":
        if (this.#proofs) this.#proofs = { ...this.#proofs, fence: true };
        return;
      case "automatic":
        this.#automatic = automaticReasons(reply.bytes);
        return;
      case "block":
        this.#maker = makerIn(reply.bytes) ?? this.#maker;
        if (this.#proofs)
          this.#proofs = {
            ...this.#proofs,
            processId: processIdIn(reply.bytes) ?? this.#proofs.processId,
          };
    }
  }

  #note(change: () => void): void {
    change();
    this.#look();
  }

  async #unlessLost<T>(seen: () => T | undefined, limitMs: number): Promise<T | undefined> {
    const LOST = Symbol("lost");
    const look = () => seen() ?? (this.lost === undefined ? undefined : LOST);
    const heard = await this.#until<T | typeof LOST>(look, limitMs);
    return heard === LOST ? undefined : heard;
  }

  #until<T>(seen: () => T | undefined, limitMs: number): Promise<T | undefined> {
    return new Promise((done) => {
      const settle = (value: T | undefined) => {
        clearTimeout(timer);
        this.#look = () => {};
        done(value);
      };
      const timer = setTimeout(() => settle(undefined), limitMs);
      this.#look = () => {
        const value = seen();
        if (value !== undefined) settle(value);
      };
      this.#look();
    });
  }
}
