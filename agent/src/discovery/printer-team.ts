/** All printers of this agent with their lanes: those that were configured, and those that join when they are found. */
import type { PrinterDescription } from "@printermaster/contracts";
import { SharedPrinter } from "../adapters/shared-printer.ts";
import type { Printer } from "../app/ports.ts";
import { PrintLane, type LaneNeeds } from "../app/print-lane.ts";
import type { ShownPrinter } from "../status-page/agent-status.ts";
import { wordsOf } from "./domain/found.ts";
import type { Known, RosterChange } from "./domain/roster.ts";

interface Member {
  readonly printer: SharedPrinter;
  readonly lane: PrintLane;
  readonly source: string;
  place: string;
}

export class PrinterTeam {
  /** Grows when one is found; whoever was given it sees that. */
  readonly ids: string[] = [];
  readonly #members = new Map<string, Member>();
  readonly #needs: LaneNeeds;
  #started = false;

  constructor(needs: LaneNeeds) {
    this.#needs = needs;
  }

  add(printer: Printer, source: string, place: string): void {
    const { printerId } = printer.description;
    const shared = new SharedPrinter(printer);
    const member = { printer: shared, lane: new PrintLane(shared, this.#needs), source, place };
    this.#members.set(printerId, member);
    this.ids.push(printerId);
    if (this.#started) member.lane.start();
  }

  find = (printerId: string): SharedPrinter | undefined => this.#members.get(printerId)?.printer;

  describe = (): PrinterDescription[] => this.#all().map(({ lane }) => lane.describe());

  shown(waiting: ReadonlyMap<string, number>): ShownPrinter[] {
    return this.#all().map(({ lane, source, place }) => {
      const described = lane.describe();
      return { ...described, source, place, waiting: waiting.get(described.printerId) ?? 0 };
    });
  }

  /** Its lane, and what waits there, stay when it has moved. */
  meet({ printer: known }: RosterChange, open: (known: Known) => Printer): void {
    const printer = open(known);
    const member = this.#members.get(known.printerId);
    if (!member) this.add(printer, known.source, wordsOf(known.place));
    else {
      member.printer.movedTo(printer);
      member.place = wordsOf(known.place);
      member.lane.wake();
    }
    this.#needs.onPrinter();
  }

  wake(printerId: string): void {
    this.#members.get(printerId)?.lane.wake();
  }

  start(): void {
    this.#started = true;
    for (const { lane } of this.#all()) lane.start();
  }

  async stop(): Promise<void> {
    this.#started = false;
    await Promise.all(this.#all().map(({ lane }) => lane.stop()));
  }

  #all = (): Member[] => [...this.#members.values()];
}
