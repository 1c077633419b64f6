// Everything the printer has printed and nobody has torn off: the last 200 tickets, in order.
import type { TicketFile } from "./ticket-file.ts";
import { ticketOf } from "./ticket.ts";
import type { Ticket, TicketRecord } from "./ticket.ts";

const TICKETS_KEPT = 200;
/** Of all tickets together; two hexadecimal digits a byte. */
const DIGITS_KEPT = 32 * 1024 * 1024;

export class PaperRoll {
  readonly #file: TicketFile | undefined;
  readonly #watchers = new Set<() => void>();
  #tickets: Ticket[];
  #lastNumber: number;
  #appended = 0;
  readonly #columns: number;

  constructor(columns: number, file?: TicketFile) {
    this.#file = file;
    this.#columns = columns;
    this.#tickets = (file?.load(TICKETS_KEPT) ?? []).map((record) => ticketOf(record, columns));
    this.#lastNumber = this.#tickets.at(-1)?.number ?? 0;
  }

  add(printed: Omit<TicketRecord, "number">): void {
    this.#lastNumber += 1;
    const record = { number: this.#lastNumber, ...printed };
    this.#tickets = withinBounds([...this.#tickets, ticketOf(record, this.#columns)]);
    this.#keep(record);
    this.#changed();
  }

  /** Oldest first. */
  tickets(): Ticket[] {
    return [...this.#tickets];
  }

  ticket(number: number): Ticket | undefined {
    return this.#tickets.find((ticket) => ticket.number === number);
  }

  /** Numbers go on: a ticket number never means two tickets. */
  clear(): void {
    this.#tickets = [];
    this.#file?.clear();
    this.#changed();
  }

  /** Calls back at every change until the returned function is called. */
  watch(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  }

  /** Resolves once so many tickets are on the roll; rejects when they are not there in time. */
  waitFor(count: number, withinMs: number): Promise<Ticket[]> {
    return new Promise((resolve, reject) => {
      const finish = () => {
        clearTimeout(timer);
        unwatch();
      };
      const look = () => {
        if (this.#tickets.length < count) return;
        finish();
        const bad = this.#tickets.find((ticket) => ticket.bad);
        if (bad === undefined) resolve(this.tickets());
        else reject(new Error(`ticket ${bad.number} has ${bad.unknown} unknown commands`));
      };
      const timer = setTimeout(() => {
        finish();
        reject(new Error(`${this.#tickets.length} of ${count} tickets after ${withinMs} ms`));
      }, withinMs);
      const unwatch = this.watch(look);
      look();
    });
  }

  /** The file grows to twice what is kept at most. */
  #keep(record: TicketRecord): void {
    this.#appended += record.hex.length;
    const full = record.number % TICKETS_KEPT === 0 || this.#appended > DIGITS_KEPT;
    if (!full) return this.#file?.append(record);
    this.#appended = 0;
    this.#file?.rewrite(this.#tickets);
  }

  #changed(): void {
    for (const changed of this.#watchers) changed();
  }
}

function withinBounds(tickets: readonly Ticket[]): Ticket[] {
  const kept = tickets.slice(-TICKETS_KEPT);
  let digits = kept.reduce((sum, { hex }) => sum + hex.length, 0);
  while (digits > DIGITS_KEPT && kept.length > 1) digits -= kept.shift()?.hex.length ?? 0;
  return kept;
}
