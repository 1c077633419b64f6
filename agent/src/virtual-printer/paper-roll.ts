// Everything the printer has printed and nobody has torn off: the last 200 tickets, in order.
import type { TicketFile } from "./ticket-file.ts";
import { ticketOf } from "./ticket.ts";
import type { Ticket, TicketRecord } from "./ticket.ts";

const TICKETS_KEPT = 200;

export class PaperRoll {
  readonly #file: TicketFile | undefined;
  readonly #watchers = new Set<() => void>();
  #tickets: Ticket[];
  #lastNumber: number;

  constructor(file?: TicketFile) {
    this.#file = file;
    this.#tickets = (file?.load(TICKETS_KEPT) ?? []).map(ticketOf);
    this.#lastNumber = this.#tickets.at(-1)?.number ?? 0;
  }

  add(printed: Omit<TicketRecord, "number">): void {
    this.#lastNumber += 1;
    const record = { number: this.#lastNumber, ...printed };
    this.#file?.append(record);
    this.#tickets = [...this.#tickets, ticketOf(record)].slice(-TICKETS_KEPT);
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
        resolve(this.tickets());
      };
      const timer = setTimeout(() => {
        finish();
        reject(new Error(`${this.#tickets.length} of ${count} tickets after ${withinMs} ms`));
      }, withinMs);
      const unwatch = this.watch(look);
      look();
    });
  }

  #changed(): void {
    for (const changed of this.#watchers) changed();
  }
}
