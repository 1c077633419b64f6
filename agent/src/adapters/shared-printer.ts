/**
 * One printer behind whichever address it has now. Its lane and a person at the status page may both want it: most printers
 * serve one connection at a time, so each waits for its turn.
 */
import type { Condition, Printer, Printing, PrintResult, Ticket } from "../app/ports.ts";

/** What became of a local print: no job, so neither spool nor cloud know of it. */
export type LocalPrint = Pick<PrintResult, "kind"> & { readonly detail?: string };

const LOCAL_PATIENCE_MS = 15_000;

export class SharedPrinter implements Printer {
  #printer: Printer;
  #lastTurn: Promise<unknown> = Promise.resolve();

  constructor(printer: Printer) {
    this.#printer = printer;
  }

  get description() {
    return this.#printer.description;
  }

  get place() {
    return this.#printer.place;
  }

  /** It is elsewhere now. What is under way there ends as it may. */
  movedTo(printer: Printer): void {
    this.#printer = printer;
  }

  print(ticket: Ticket): Promise<Printing> {
    return this.#inTurn(
      () => this.#printer.print(ticket),
      ({ released }) => released,
    );
  }

  look(): Promise<Condition> {
    return this.#inTurn(
      () => this.#printer.look(),
      () => undefined,
    );
  }

  async printLocally(bytes: Uint8Array): Promise<LocalPrint> {
    const ticket = {
      bytes,
      mayBegin: () => true,
      lastByteLeft: () => undefined,
      blocked: () => undefined,
      patienceMs: LOCAL_PATIENCE_MS,
    };
    const { result } = await this.print(ticket);
    return { kind: result.kind, detail: wordsOf(result) };
  }

  /** The next one's turn comes when this one has let go of the printer, not only answered. */
  async #inTurn<T>(
    work: () => Promise<T>,
    released: (done: T) => Promise<unknown> | undefined,
  ): Promise<T> {
    const before = this.#lastTurn;
    const turn = Promise.withResolvers<void>();
    this.#lastTurn = turn.promise;
    await before;
    try {
      const done = await work();
      void Promise.resolve(released(done))
        .finally(turn.resolve)
        .catch(() => undefined);
      return done;
    } catch (error) {
      turn.resolve();
      throw error;
    }
  }
}

function wordsOf(result: PrintResult): string {
  switch (result.kind) {
    case "printed":
      return `printed (${result.proof})`;
    case "stopped":
      return `the printer has stopped: ${result.reasons.join(", ")}`;
    case "failed":
      return result.trouble.detail;
    case "unconfirmed":
      return result.cause;
    case "withheld":
      return "it was not to be printed any more";
  }
}
