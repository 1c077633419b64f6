/** An agent's account of its printers: told when it is another one than was told last, the last one wins. */
import type { PrinterDescription } from "@printermaster/contracts";
import type { Bridge } from "./bridge.ts";
import type { Process } from "./process.ts";

interface Owner {
  readonly process: Process;
  readonly bridge: Bridge | undefined;
  readonly describe: () => PrinterDescription[];
}

const LIMIT_MS = 15_000;
const AGAIN_MS = 500;

export class Teller {
  readonly #owner: Owner;
  #told = "";
  #number = 0;
  #telling = false;

  constructor(owner: Owner) {
    this.#owner = owner;
  }

  /** What its hello says is told with it. */
  greeting(): PrinterDescription[] {
    const printers = this.#owner.describe();
    this.#told = JSON.stringify(printers);
    this.#number = 0;
    return printers;
  }

  /** What was under way is lost with the process. */
  forget(): void {
    this.#telling = false;
  }

  look(): void {
    const { process, bridge } = this.#owner;
    const printers = this.#owner.describe();
    if (this.#telling || !bridge || JSON.stringify(printers) === this.#told) return;
    this.#telling = true;
    // Unanswered, it may be known all the same.
    this.#told = "";
    let taken = false;
    const settled = process.remembered(() => {
      this.#telling = false;
      if (taken) this.#told = JSON.stringify(printers);
      process.after(taken ? 0 : AGAIN_MS, () => this.look());
    });
    const silence = process.after(LIMIT_MS, settled);
    void bridge.reportPrinters({ number: ++this.#number, printers }).then((answer) => {
      taken = this.#owner.bridge === bridge && answer?.ok === true;
      silence.cancel();
      settled();
    });
  }
}
