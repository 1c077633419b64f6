/** What is to be done each second about printers that are away. Nobody's deadline waits for it. */
import { printerKey, type PrinterKey } from "../domain/printer-key.ts";
import { moveToBackup, type Asked } from "./move-to-backup.ts";
import { payDebts, putBackOwn } from "./pay-debts.ts";
import type { SagaDeps } from "./ports.ts";

/** Longer than an agent is left alone after a question. */
const ASKED_MS = 60_000;

export class Outages {
  readonly #deps: SagaDeps;
  readonly #wake: (key: PrinterKey) => void;
  readonly #busy = new Set<string>();
  readonly #asked: Asked = new Map();

  constructor(deps: SagaDeps, wake: (key: PrinterKey) => void) {
    this.#deps = deps;
    this.#wake = wake;
  }

  look(): void {
    const { work } = this.#deps;
    this.#one("copies and slips", () => payDebts(this.#deps));
    this.#one("documents", () => putBackOwn(this.#deps));
    const nowMs = this.#deps.now().getTime();
    for (const [key, at] of this.#asked) if (nowMs - at > ASKED_MS) this.#asked.delete(key);
    for (const key of work.printers()) {
      const printer = work.printerOf(key);
      if (printer?.backup) this.#one(key, () => this.#move(key));
    }
  }

  async #move(key: PrinterKey): Promise<void> {
    const { work } = this.#deps;
    await moveToBackup(this.#deps, key, this.#asked);
    const printer = work.printerOf(key);
    this.#wake(key);
    if (printer?.backup) this.#wake(printerKey(printer, printer.backup.printerId));
  }

  #one(name: string, work: () => Promise<void>): void {
    if (this.#busy.has(name)) return;
    this.#busy.add(name);
    work()
      .catch((error: unknown) => this.#deps.log.error({ err: error, name }, "an outage"))
      .finally(() => this.#busy.delete(name));
  }
}
