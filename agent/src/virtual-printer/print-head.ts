// Turns the bytes of one connection into tickets.
import { createDecoder, isBlank } from "@printermaster/receipts";
import type { DisplayList } from "@printermaster/receipts";
import type { TicketRecord } from "./ticket.ts";

/** Garbage never cuts; this is about 40 m of text. */
const LONGEST_TICKET_BYTES = 1024 * 1024;

type Printed = Omit<TicketRecord, "number" | "at">;

export class PrintHead {
  readonly #decoder = createDecoder();
  readonly #printed: (ticket: Printed) => void;
  readonly #asked: (n: number) => void;
  #open: DisplayList = [];
  #size = 0;

  /** `asked` is told of each `GS r n` when everything before it is on the paper. */
  constructor(printed: (ticket: Printed) => void, asked: (n: number) => void) {
    this.#printed = printed;
    this.#asked = asked;
  }

  push(chunk: Uint8Array): void {
    this.#take(this.#decoder.push(chunk));
  }

  end(how: "finished" | "broken"): void {
    const partial = how === "broken" || this.#decoder.insideCommand;
    this.#take(this.#decoder.end());
    this.#tearOff(partial, false);
  }

  #take(items: DisplayList): void {
    for (const item of items) {
      if (item.kind === "status") {
        if (item.question === "sensors") this.#asked(item.n);
        continue;
      }
      this.#open.push(item);
      this.#size += item.bytes.length;
      if (item.kind === "cut") this.#tearOff(false, true);
      else if (this.#size > LONGEST_TICKET_BYTES) this.#tearOff(true, false);
    }
  }

  #tearOff(partial: boolean, cut: boolean): void {
    const hex = Buffer.concat(this.#open.map((item) => item.bytes)).toString("hex");
    const nothing = !cut && isBlank(this.#open);
    this.#open = [];
    this.#size = 0;
    if (!nothing) this.#printed({ hex, partial, cut });
  }
}
