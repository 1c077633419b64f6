/** One printer on a port: writes down every ticket before it answers for it, and can be made to misbehave. */
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import type { Ledger } from "../ledger/ledger.ts";
import { Roll } from "./roll.ts";
import { said } from "./ticket-text.ts";

export const behaviours = [
  "well",
  /** Nobody listens. */
  "off",
  /** Takes the connection and nothing else. */
  "hangs",
  "paper-out",
  /** Breaks the connection within a ticket, once for each time it is told. */
  "tears",
  /** Prints, and breaks the connection instead of saying so, once. */
  "silent-end",
  "slow",
] as const;
export type Behaviour = (typeof behaviours)[number];

const HEALTHY = 0x12;
const PAPER_END = 0x60;
const SLOW = { bytes: 64, everyMs: 25 };

export class Printer {
  readonly id: string;
  readonly #ledger: Ledger;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #behaviour: Behaviour = "well";
  /** One connection at a time, as printers do: the others wait with their data in the kernel. */
  #turn: Promise<void> = Promise.resolve();
  port = 0;

  constructor(id: string, ledger: Ledger) {
    this.id = id;
    this.#ledger = ledger;
  }

  /** On the same port each time. */
  async switchOn(): Promise<void> {
    if (this.#server) return;
    this.#server = createServer({ pauseOnConnect: true }, (socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => this.#sockets.delete(socket));
      this.#turn = this.#turn.then(() => this.#serve(socket));
    });
    this.#server.listen(this.port, "127.0.0.1");
    await once(this.#server, "listening");
    this.port = (this.#server.address() as AddressInfo).port;
  }

  async behave(behaviour: Behaviour): Promise<void> {
    this.#behaviour = behaviour;
    if (behaviour === "off") this.#switchOff();
    else await this.switchOn();
    // Who was left hanging is let go; who waits for paper is asked again by itself.
    if (behaviour === "well")
      for (const socket of this.#sockets) if (socket.isPaused()) socket.destroy();
  }

  #switchOff(): void {
    this.#server?.close();
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
  }

  async #serve(socket: Socket): Promise<void> {
    const roll = new Roll();
    if (socket.destroyed) return;
    if (this.#behaviour === "hangs") return void (await once(socket, "close"));
    try {
      for await (const chunk of socket) await this.#take(socket, roll, chunk as Uint8Array);
      socket.end();
    } catch {
      // broken off: what has come is on paper
    }
    this.#tearOff(roll);
  }

  async #take(socket: Socket, roll: Roll, chunk: Uint8Array): Promise<void> {
    const step = this.#behaviour === "slow" ? SLOW.bytes : chunk.length;
    for (let start = 0; start < chunk.length; start += step) {
      for (const heard of roll.push(chunk.subarray(start, start + step)))
        if (heard.kind === "cut") this.#printed(heard.paper);
        else this.#answer(socket, heard.kind);
      if (this.#behaviour === "tears" && said(roll.open).key !== undefined)
        return this.#break(socket);
      if (step < chunk.length) await wait(SLOW.everyMs);
    }
  }

  #printed(paper: string): void {
    const marked = /COPY|POSSIBLE DUPLICATE/.test(paper);
    this.#ledger.write({
      type: "printed",
      at: Date.now(),
      printerId: this.id,
      marked,
      ...said(paper),
    });
  }

  #answer(socket: Socket, asked: "asked-now" | "asked-behind"): void {
    if (asked === "asked-behind" && this.#behaviour === "silent-end") return this.#break(socket);
    const now = this.#behaviour === "paper-out" ? HEALTHY | PAPER_END : HEALTHY;
    socket.write(Uint8Array.of(asked === "asked-now" ? now : 0));
  }

  #break(socket: Socket): void {
    this.#behaviour = "well";
    socket.resetAndDestroy();
  }

  #tearOff(roll: Roll): void {
    const { key } = said(roll.open);
    if (key !== undefined)
      this.#ledger.write({ type: "partial", at: Date.now(), printerId: this.id, key });
  }
}
