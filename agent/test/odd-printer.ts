/** A real TCP server with a printer's bad habits. */
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";

export interface Habits {
  /** The answer to `DLE EOT n`; `undefined` is silence. */
  status?: (n: number) => number | undefined;
  answersFence?: boolean;
  /** Sends this as soon as a connection is there, and again with each chunk. */
  chatter?: Uint8Array;
  resetsAfterBytes?: number;
  closesAfterBytes?: number;
  hangsUpWhenAsked?: boolean;
  reads?: boolean;
  /** Bytes that it takes every 5 ms. */
  pace?: number;
}

export class OddPrinter {
  received: number[] = [];
  questions: number[] = [];
  habits: Habits;
  port = 0;
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();

  constructor(habits: Habits) {
    this.habits = habits;
  }

  async listen(): Promise<this> {
    const pauseOnConnect = this.habits.reads === false;
    this.#server = createServer({ pauseOnConnect }, (socket) => this.#serve(socket));
    this.#server.listen(this.port, "127.0.0.1");
    await once(this.#server, "listening");
    this.port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const closed = this.#server && once(this.#server, "close");
    this.#server?.close();
    await closed;
  }

  /** By itself, to whoever is connected. */
  say(bytes: Uint8Array): void {
    for (const socket of this.#sockets) if (socket.writable) socket.write(bytes);
  }

  get connections(): number {
    return this.#sockets.size;
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    const { chatter, pace } = this.habits;
    if (chatter) socket.write(chatter);
    socket.on("data", (bytes) => {
      for (const byte of bytes) this.#take(socket, byte);
      if (chatter) socket.write(chatter);
      if (pace === undefined) return;
      socket.pause();
      setTimeout(() => socket.resume(), (bytes.length / pace) * 5);
    });
  }

  #take(socket: Socket, byte: number): void {
    const { received, habits } = this;
    received.push(byte);
    const [first, second] = [received.at(-3), received.at(-2)];
    if (first === 0x10 && second === 0x04) {
      received.length -= 3;
      this.questions.push(byte);
      if (habits.hangsUpWhenAsked) return void socket.resetAndDestroy();
      const answer = habits.status?.(byte);
      if (answer !== undefined) socket.write(Uint8Array.of(answer));
    } else if (first === 0x1d && second === 0x72) {
      received.length -= 3;
      if (habits.answersFence) socket.write(Uint8Array.of(0));
    }
    if (received.length === habits.resetsAfterBytes) socket.resetAndDestroy();
    if (received.length === habits.closesAfterBytes) socket.end();
  }
}
