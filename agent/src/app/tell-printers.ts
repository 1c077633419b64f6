/** Tells the bridge how the printers are, whenever it is not what it was told last. The last state wins: none waits in a queue. */
import type { PrinterDescription } from "@printermaster/contracts";
import { backoff, type Log } from "@printermaster/runtime";
import { factsOf } from "../domain/printer-facts.ts";
import { Bell } from "./bell.ts";
import type { Bridge } from "./ports.ts";

export interface TellerNeeds {
  readonly bridge: Pick<Bridge, "ready" | "printers">;
  readonly describe: () => PrinterDescription[];
  readonly chance: () => number;
  readonly log: Log;
}

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 10_000;

export class PrinterTeller {
  readonly #needs: TellerNeeds;
  readonly #news = new Bell();
  #halted = false;
  #told = "";
  #number = 0;
  #connection = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(needs: TellerNeeds) {
    this.#needs = needs;
  }

  start(): void {
    this.#running = this.#run();
  }

  changed(): void {
    this.#news.ring();
  }

  /** What the hello of a new connection says; once that is accepted, `changed` tells what has happened since. */
  greeting(): PrinterDescription[] {
    const printers = this.#needs.describe();
    this.#told = factsOf(printers);
    this.#number = 0;
    this.#connection++;
    return printers;
  }

  async stop(): Promise<void> {
    this.#halted = true;
    this.#news.ring();
    await this.#running;
  }

  async #run(): Promise<void> {
    let tries = 0;
    while (!this.#halted) {
      if (!this.#isDue()) {
        tries = 0;
        await this.#news.heard();
      } else if (await this.#tell()) tries = 0;
      else
        await this.#news.heard(
          backoff(tries++, FIRST_WAIT_MS, LONGEST_WAIT_MS, this.#needs.chance()),
        );
    }
  }

  #isDue(): boolean {
    const { bridge, describe } = this.#needs;
    return bridge.ready() && factsOf(describe()) !== this.#told;
  }

  /** Whether it was taken. What another connection was told counts for nothing. */
  async #tell(): Promise<boolean> {
    const { bridge, describe, log } = this.#needs;
    const connection = this.#connection;
    const printers = describe();
    const number = ++this.#number;
    // Until it is answered nobody knows what is known there: it is told again, also if all is as it was before.
    this.#told = "";
    try {
      const answer = await bridge.printers({ number, printers });
      if (answer.ok && connection === this.#connection) this.#told = factsOf(printers);
      if (answer.ok) log.info({ event: "printers-told", number }, "told how the printers are");
      else log.warn({ event: "printers-refused", number, code: answer.error.code }, "refused");
      return answer.ok;
    } catch (error) {
      log.warn({ event: "printers-unanswered", number, err: error }, "no answer");
      return false;
    }
  }
}
