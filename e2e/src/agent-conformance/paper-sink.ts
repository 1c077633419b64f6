/** The smallest printer that can prove something: takes bytes, answers `DLE EOT n` and `GS r n`, not `GS I n`, keeps tickets. */
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { eventually, whether } from "./eventually.ts";

const HEALTHY = 0x12;
const PAPER_END = 0x60;
const OWN_ERROR = 0x40;

export class PaperSink {
  readonly tickets: string[] = [];
  /** A printer that swallows the ticket and does not say when it is done. */
  keepsSilentAfterPrinting = false;
  /** It answers, and says that there is no paper. */
  isOutOfPaper = false;
  /** The roll ends with the next ticket in it: the printer takes all bytes and cannot say that it is done. */
  runsOutInMidTicket = false;
  /** It answers, and says that it cannot help itself. */
  hasOwnError = false;
  #server: Server | undefined;
  #sockets = new Set<Socket>();
  port = 0;

  /** On the same port each time. */
  async switchOn(): Promise<void> {
    const server = createServer((socket) => this.#serve(socket));
    this.#server = server;
    server.listen(this.port, "127.0.0.1");
    await once(server, "listening");
    this.port = (server.address() as AddressInfo).port;
  }

  /** From now on connections are refused. */
  async switchOff(): Promise<void> {
    if (!this.#server) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#server = undefined;
    await closed;
  }

  async printed(text: string): Promise<void> {
    await eventually(`a ticket with ${text}`, () => whether(this.countOf(text) > 0));
  }

  countOf(text: string): number {
    return this.tickets.filter((ticket) => ticket.includes(text)).length;
  }

  /** A new roll: the ticket that was in it is finished, and told so. */
  refill(): void {
    this.isOutOfPaper = false;
    if (!this.runsOutInMidTicket) return;
    this.runsOutInMidTicket = false;
    for (const socket of this.#sockets) socket.write(Uint8Array.of(0));
  }

  /** Of the second question errors are the subject, of the fourth paper. */
  #status(question: number): number {
    if (question === 2 && this.hasOwnError) return HEALTHY | OWN_ERROR;
    return question === 4 && this.isOutOfPaper ? HEALTHY | PAPER_END : HEALTHY;
  }

  #serve(socket: Socket): void {
    const ticket: number[] = [];
    const keep = () => {
      if (ticket.length > 0) this.tickets.push(Buffer.from(ticket.splice(0)).toString("latin1"));
    };
    this.#sockets.add(socket);
    socket.on("data", (bytes) => {
      for (const byte of bytes) {
        ticket.push(byte);
        if (endsWith(ticket, 0x10, 0x04)) {
          ticket.length -= 3;
          socket.write(Uint8Array.of(this.#status(byte)));
        } else if (endsWith(ticket, 0x1d, 0x49)) {
          ticket.length -= 3;
        } else if (endsWith(ticket, 0x1d, 0x72)) {
          ticket.length -= 3;
          keep();
          if (this.runsOutInMidTicket) this.isOutOfPaper = true;
          else if (!this.keepsSilentAfterPrinting) socket.write(Uint8Array.of(0));
        }
      }
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => (keep(), this.#sockets.delete(socket)));
  }
}

const endsWith = (bytes: readonly number[], first: number, second: number): boolean =>
  bytes.at(-3) === first && bytes.at(-2) === second;
