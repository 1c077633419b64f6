/** A real TCP server with a printer's bad habits. */
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";

export interface Habits {
  /** The answer to `DLE EOT n`; `undefined` is silence. */
  status?: (n: number) => number | undefined;
  answersFence?: boolean;
  /** The answer to `GS I 66`. */
  maker?: string;
  /** It sends `GS ( H` ids back, unless it is out of paper. */
  answersIds?: boolean;
  /** The answer to `GS a 255`; and to anything else said by it. */
  automatic?: readonly number[];
  /** Sends this as soon as a connection is there, and again with each chunk. */
  chatter?: Uint8Array;
  resetsAfterBytes?: number;
  closesAfterBytes?: number;
  hangsUpWhenAsked?: boolean;
  reads?: boolean;
  /** So long it takes nothing from a new connection. */
  hangsMs?: number;
  /** Bytes that it takes every 5 ms. */
  pace?: number;
}

export class OddPrinter {
  received: number[] = [];
  questions: number[] = [];
  ids: string[] = [];
  habits: Habits;
  port = 0;
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();

  constructor(habits: Habits) {
    this.habits = habits;
  }

  async listen(): Promise<this> {
    this.#server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
      this.#serve(socket);
      const { reads, hangsMs = 0 } = this.habits;
      if (reads !== false) setTimeout(() => socket.resume(), hangsMs);
    });
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
    } else if (received.at(-11) === 0x1d && received.at(-10) === 0x28) {
      const id = Buffer.from(received.splice(-11).slice(7)).toString("latin1");
      this.ids.push(id);
      if (habits.answersIds) socket.write(`7"${id}\0`);
    } else if (first === 0x1d && second === 0x61) {
      received.length -= 3;
      if (byte === 0xff && habits.automatic) socket.write(Uint8Array.from(habits.automatic));
    } else if (first === 0x1d && second === 0x49) {
      received.length -= 3;
      if (habits.maker !== undefined) socket.write(`_${habits.maker}\0`);
    } else if (first === 0x1d && second === 0x72) {
      received.length -= 3;
      if (habits.answersFence) socket.write(Uint8Array.of(0));
    }
    if (received.length === habits.resetsAfterBytes) socket.resetAndDestroy();
    if (received.length === habits.closesAfterBytes) socket.end();
  }
}
