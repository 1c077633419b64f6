// The raw port: serves one connection at a time, as printers do; the others wait with their data in the kernel.
import { createServer } from "node:net";
import type { Server, Socket } from "node:net";
import type { PaperRoll } from "./paper-roll.ts";
import { PrintHead } from "./print-head.ts";
import { SENSORS_HEALTHY, createStatusResponder } from "./real-time-status.ts";

/** Epson's UB-E02 hangs up after five minutes without data. */
const IDLE_MS = 300_000;

export class PrinterPort {
  readonly #roll: PaperRoll;
  readonly #server: Server;
  readonly #waiting: Socket[] = [];
  #served: Socket | undefined;

  constructor(roll: PaperRoll) {
    this.#roll = roll;
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
    this.#served?.destroy();
    return closed;
  }

  #serveNext(): void {
    if (this.#served !== undefined) return;
    const socket = this.#waiting.shift();
    if (socket === undefined) return;
    this.#served = socket;
    this.#serve(socket);
  }

  #serve(socket: Socket): void {
    const answer = (bytes: Uint8Array) => {
      if (bytes.length === 0 || !socket.writable || socket.write(bytes)) return;
      socket.pause();
      socket.once("drain", () => socket.resume());
    };
    const statusAnswers = createStatusResponder();
    const head = new PrintHead(
      (ticket) => this.#roll.add({ at: new Date().toISOString(), ...ticket }),
      () => answer(Uint8Array.of(SENSORS_HEALTHY)),
    );
    let finished = false;
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on("data", (chunk) => {
      answer(statusAnswers(chunk));
      head.push(chunk);
    });
    socket.once("end", () => (finished = true));
    socket.once("close", () => {
      head.end(finished ? "finished" : "broken");
      this.#served = undefined;
      this.#serveNext();
    });
    socket.resume();
  }
}
