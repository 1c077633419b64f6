// The raw port: serves one connection at a time, as printers do; the others wait with their data in the kernel.
import { createServer } from "node:net";
import type { Server, Socket } from "node:net";
import type { Device } from "./device.ts";
import type { PaperRoll } from "./paper-roll.ts";
import type { HeadEvents, Printed } from "./print-head.ts";
import { PrintQueue } from "./print-queue.ts";
import { createStatusResponder, Voice } from "./voice.ts";

/** Epson's UB-E02 hangs up after five minutes without data. */
const IDLE_MS = 300_000;
/** What a printer takes in while it cannot print. */
const BUFFER_BYTES = 64 * 1024;

export class PrinterPort {
  readonly #roll: PaperRoll;
  readonly #device: Device;
  readonly #columns: number;
  readonly #queue: PrintQueue;
  readonly #server: Server;
  readonly #waiting: Socket[] = [];
  #served: { socket: Socket; voice: Voice } | undefined;

  constructor(roll: PaperRoll, device: Device, columns: number) {
    this.#roll = roll;
    this.#device = device;
    this.#columns = columns;
    this.#queue = new PrintQueue(device);
    this.#queue.watch(() => this.#regulate());
    device.watch(() => {
      this.#served?.voice.changed();
      this.#regulate();
    });
    this.#server = createServer({ pauseOnConnect: true }, (socket) => {
      socket.on("error", () => {}); // "close" follows and says so
      this.#waiting.push(socket);
      this.#serveNext();
    });
  }

  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => {
        const address = this.#server.address();
        resolve(typeof address === "object" && address !== null ? address.port : port);
      });
    });
  }

  close(): Promise<void> {
    for (const socket of this.#waiting.splice(0)) socket.destroy();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#served?.socket.destroy();
    this.#queue.close();
    return closed;
  }

  #serveNext(): void {
    if (this.#served !== undefined) return;
    const socket = this.#waiting.shift();
    if (socket !== undefined) this.#serve(socket);
  }

  #serve(socket: Socket): void {
    const voice = new Voice(socket, this.#device);
    this.#served = { socket, voice };
    const job = this.#queue.open(this.#events(voice), (how) =>
      how === "reset" ? socket.resetAndDestroy() : socket.end(),
    );
    const questionsIn = createStatusResponder();
    let finished = false;
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on("data", (chunk) => {
      for (const n of questionsIn(chunk)) voice.atOnce(n);
      this.#queue.push(job, chunk);
    });
    socket.once("end", () => (finished = true));
    socket.once("close", () => {
      this.#queue.end(job, finished ? "finished" : "broken");
      this.#served = undefined;
      this.#serveNext();
    });
    this.#regulate();
  }

  #events(voice: Voice): HeadEvents {
    return {
      columns: this.#columns,
      printed: (ticket) => this.#print(ticket),
      asked: (question) => voice.inTurn(question),
      moved: (dots) => this.#device.moved(dots),
      reset: () => voice.forget(),
    };
  }

  #print(ticket: Printed): void {
    const bad = this.#device.strict && ticket.unknown > 0;
    this.#roll.add({ at: new Date().toISOString(), ...ticket, bad });
  }

  #regulate(): void {
    const socket = this.#served?.socket;
    if (socket === undefined) return;
    const full = this.#queue.bytesHeld > BUFFER_BYTES;
    if (full || this.#device.fault("stops-reading") !== undefined) socket.pause();
    else socket.resume();
  }
}
