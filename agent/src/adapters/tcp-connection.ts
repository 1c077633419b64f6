/** One connection to a printer on a port like 9100. Every byte it sends is read, for unread input turns closing into a reset. */
import { connect, type Socket } from "node:net";
import { realTimeQuery, StatusStream, type StatusQuery } from "../domain/status-bytes.ts";

export type Written = "written" | "stalled" | "lost";
export type Fenced = "fenced" | "silent" | "lost";

const CHUNK_BYTES = 4096;

export class TcpConnection {
  readonly #socket: Socket;
  readonly #stream = new StatusStream();
  #answers: number[] = [];
  #fenceArmed = false;
  #fenced = false;
  #closed = false;
  #ended = false;
  #failure: string | undefined;
  #look: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (bytes) => this.#hear(bytes));
    socket.on("error", (error) => this.#note(() => (this.#failure = error.message)));
    socket.on("end", () => this.#note(() => (this.#ended = true)));
    socket.on("close", () => this.#note(() => (this.#closed = true)));
  }

  static open(host: string, port: number, limitMs: number): Promise<TcpConnection> {
    return new Promise((opened, failed) => {
      const socket = connect({ host, port, noDelay: true });
      const giveUp = (error: Error) => (clearTimeout(timer), socket.destroy(), failed(error));
      const timer = setTimeout(() => giveUp(new Error("connect timed out")), limitMs);
      socket.once("error", giveUp);
      socket.once("connect", () => {
        clearTimeout(timer);
        socket.off("error", giveUp);
        opened(new TcpConnection(socket));
      });
    });
  }

  /** Broken, as opposed to closed in good order. */
  get failure(): string | undefined {
    return this.#failure;
  }

  get lost(): string | undefined {
    if (this.#failure !== undefined) return this.#failure;
    return this.#ended || this.#closed ? "the printer closed the connection" : undefined;
  }

  /** Nothing else may be sent until the answer is in. */
  async ask(query: StatusQuery, limitMs: number): Promise<number | undefined> {
    this.#answers = [];
    this.#socket.write(realTimeQuery(query));
    const answer = () => this.#answers.shift() ?? (this.lost === undefined ? undefined : "lost");
    const heard = await this.#until(answer, limitMs);
    return heard === "lost" ? undefined : heard;
  }

  /** Hands all bytes to the kernel, piece by piece; `stalled` when it takes nothing for so long. */
  async write(bytes: Uint8Array, stallMs: number): Promise<Written> {
    for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
      let taken = false;
      const chunk = bytes.subarray(start, start + CHUNK_BYTES);
      this.#socket.write(chunk, (error) => this.#note(() => (taken = !error)));
      const progress = () => (this.lost !== undefined ? "lost" : taken ? "written" : undefined);
      const written = (await this.#until<Written>(progress, stallMs)) ?? "stalled";
      if (written !== "written") return written;
    }
    return "written";
  }

  /** What looks like a fence's answer before the fence is none. */
  sendFence(fence: Uint8Array): void {
    this.#fenceArmed = true;
    this.#socket.write(fence);
  }

  async fenced(limitMs: number): Promise<Fenced> {
    const seen = () => (this.#fenced ? "fenced" : this.lost === undefined ? undefined : "lost");
    return (await this.#until<Fenced>(seen, limitMs)) ?? "silent";
  }

  /** Sends what is left, then waits for the printer to close too. */
  async end(limitMs: number): Promise<void> {
    this.#socket.end();
    await this.#until(() => (this.#closed ? true : undefined), limitMs);
    this.#socket.destroy();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #hear(bytes: Uint8Array): void {
    for (const heard of this.#stream.read(bytes)) {
      if (heard.kind === "real-time") this.#answers.push(heard.byte);
      else if (this.#fenceArmed) this.#fenced = true;
    }
    this.#look();
  }

  #note(change: () => void): void {
    change();
    this.#look();
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
