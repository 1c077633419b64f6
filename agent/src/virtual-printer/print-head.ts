// Turns the bytes of one connection into tickets.
import { createDecoder, isBlank, unknownIn } from "@printermaster/receipts";
import type { DisplayList, Item, Settings } from "@printermaster/receipts";
import type { TicketRecord } from "./ticket.ts";

/** Garbage never cuts; this is about 40 m of text, or so many lines that are empty. */
const LONGEST_TICKET_BYTES = 1024 * 1024;
const MOST_ITEMS = 20_000;

export type Printed = Omit<TicketRecord, "number" | "at" | "bad">;
export type Asked = Extract<Item, { kind: "status" }>;
export type HeadEvents = {
  readonly columns: number;
  printed(ticket: Printed): void;
  /** Of questions that wait their turn, when everything before them is on the paper. */
  asked(question: Asked): void;
  moved(dots: number): void;
  reset(): void;
};

export class PrintHead {
  readonly #events: HeadEvents;
  readonly #decoder: ReturnType<typeof createDecoder>;
  #open: DisplayList = [];
  #before: Settings | undefined;
  #size = 0;
  #asked = 0;
  #received = 0;

  constructor(events: HeadEvents) {
    this.#events = events;
    this.#decoder = createDecoder({ columns: events.columns });
  }

  /** Without questions. */
  get bytesPrinted(): number {
    return this.#received - this.#asked;
  }

  push(chunk: Uint8Array): void {
    this.#received += chunk.length;
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
        this.#asked += item.bytes.length;
        if (item.question !== "real-time") this.#events.asked(item);
        continue;
      }
      if (item.kind === "reset") this.#events.reset();
      this.#open.push(item);
      this.#size += item.bytes.length;
      this.#events.moved(lengthOf(item));
      if (item.kind === "cut") {
        this.#tearOff(false, true);
        this.#before = item.kept;
      } else if (this.#size > LONGEST_TICKET_BYTES || this.#open.length > MOST_ITEMS)
        this.#tearOff(true, false);
    }
  }

  #tearOff(partial: boolean, cut: boolean): void {
    const hex = Buffer.concat(this.#open.map((item) => item.bytes)).toString("hex");
    const nothing = !cut && isBlank(this.#open);
    const unknown = unknownIn(this.#open).length;
    const before = this.#open[0]?.kind === "reset" ? undefined : this.#before;
    this.#open = [];
    this.#size = 0;
    if (!nothing) this.#events.printed({ hex, before, partial, cut, unknown });
  }
}

function lengthOf(item: Item): number {
  if (item.kind === "line") return item.advance;
  if (item.kind === "feed") return item.dots;
  return item.kind === "image" ? item.bitmap.height * item.bitmap.scaleY : 0;
}
