/** A page that moves when its gateway asks it to, and keeps book of every moment without a connection. */
import {
  PRINTING_NAMESPACE,
  PrintProgress,
  serverEvents,
  type ServerDraining,
} from "@printermaster/contracts";
import { io, type Socket } from "socket.io-client";

const MOVE_AGAIN_MS = 100;

export class MovingClient {
  /** Milliseconds without any connection, one entry for each time. */
  readonly gaps: number[] = [];
  /** When each connection came about, in milliseconds of the process. */
  readonly connectedAt: number[] = [];
  readonly progress: PrintProgress[] = [];
  moves = 0;
  readonly #url: string;
  readonly #token: string;
  readonly #transports: readonly string[];
  #socket: Socket;
  #goneAt: number | undefined;
  #closed = false;

  constructor(url: string, token: string, transports: readonly string[]) {
    this.#url = url;
    this.#token = token;
    this.#transports = transports;
    this.#socket = this.#open();
    this.#standOn(this.#socket);
  }

  get connected(): boolean {
    return this.#socket.connected;
  }

  get transport(): string | undefined {
    return this.#socket.io.engine?.transport.name;
  }

  /** Also the gap that has not ended yet. */
  worstGap(): number {
    const open = this.#goneAt === undefined ? 0 : performance.now() - this.#goneAt;
    return Math.max(0, open, ...this.gaps);
  }

  close(): void {
    this.#closed = true;
    this.#socket.disconnect();
  }

  #open(): Socket {
    return io(this.#url + PRINTING_NAMESPACE, {
      transports: [...this.#transports],
      auth: { token: this.#token },
      forceNew: true,
      timeout: 3000,
      reconnectionDelay: 300,
      reconnectionDelayMax: 1000,
    });
  }

  #standOn(socket: Socket): void {
    this.#socket = socket;
    socket.on("connect", () => this.#arrived());
    socket.on("disconnect", () => (this.#goneAt = performance.now()));
    socket.on(serverEvents.progress, (event) => this.progress.push(PrintProgress.parse(event)));
    socket.on(serverEvents.draining, ({ withinMs }: ServerDraining) =>
      setTimeout(() => this.#move(socket), withinMs * Math.random()),
    );
  }

  #arrived(): void {
    this.connectedAt.push(performance.now());
    if (this.#goneAt !== undefined) this.gaps.push(performance.now() - this.#goneAt);
    this.#goneAt = undefined;
  }

  #move(from: Socket): void {
    if (this.#closed || this.#socket !== from || !from.connected) return;
    const next = this.#open();
    next.once("connect_error", () => {
      next.disconnect();
      setTimeout(() => this.#move(from), MOVE_AGAIN_MS);
    });
    next.once("connect", () => {
      if (this.#closed || this.#socket !== from) return void next.disconnect();
      from.removeAllListeners();
      next.removeAllListeners();
      this.#standOn(next);
      this.#arrived();
      this.moves++;
      from.disconnect();
    });
  }
}
