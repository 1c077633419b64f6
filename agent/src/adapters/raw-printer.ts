/** A printer that takes raw bytes over a line of its own: asks how it is, sends, and proves as much as this model answers. */
import type {
  Condition,
  Printer,
  Printing,
  PrintResult,
  Ticket,
  TraitsMemory,
} from "../app/ports.ts";
import type { Reach } from "../app/steps.ts";
import { hasOwnError, reasonOf, type Trouble } from "../domain/device-failure.ts";
import { STRANGER } from "../domain/printer-traits.ts";
import { AUTOMATIC_OFF, stopsPrinting } from "../domain/status-bytes.ts";
import { Acquaintance } from "./acquaintance.ts";
import { printingMs, ProofOfPrint, unconfirmed } from "./proof-of-print.ts";
import type { RawConnection } from "./raw-connection.ts";
import { RAW_LIMITS, type RawLimits } from "./raw-limits.ts";

/** Rejects, with what a person may read, when the line does not come about in time. */
export type Dial = (limitMs: number) => Promise<RawConnection>;

export interface RawPrinterNeeds {
  readonly description: Printer["description"];
  readonly place: Printer["place"];
  readonly dial: Dial;
  readonly memory?: TraitsMemory | undefined;
  /** For models that lose what comes faster. */
  readonly bytesASecond?: number | undefined;
  readonly limits?: Partial<RawLimits> | undefined;
  readonly reach?: Reach | undefined;
}

export class RawPrinter implements Printer {
  readonly description: Printer["description"];
  readonly place: Printer["place"];
  readonly #dial: Dial;
  readonly #bytesASecond: number | undefined;
  readonly #limits: RawLimits;
  readonly #printer: Acquaintance;
  readonly #reach: Reach;

  constructor(needs: RawPrinterNeeds) {
    this.description = needs.description;
    this.place = needs.place;
    this.#dial = needs.dial;
    this.#bytesASecond = needs.bytesASecond;
    this.#limits = { ...RAW_LIMITS, ...needs.limits };
    this.#printer = new Acquaintance(needs.memory ?? forgetfulMemory(), this.#limits.statusMs);
    this.#reach = needs.reach ?? (() => {});
  }

  async print(ticket: Ticket): Promise<Printing> {
    this.#reach("dialing");
    const connection = await this.#connect();
    this.#reach("connected");
    if ("kind" in connection) return { result: connection, released: Promise.resolve([]) };
    try {
      const result = await this.#printOver(connection, ticket);
      return { result, released: this.#leave(connection, result) };
    } catch (error) {
      connection.destroy();
      throw error;
    }
  }

  async look(): Promise<Condition> {
    const connection = await this.#connect();
    if ("kind" in connection) return connection;
    const condition = await this.#conditionOf(connection);
    if (condition.kind === "ready") await this.#printer.probe(connection);
    await this.#end(connection);
    return condition;
  }

  #connect(): Promise<RawConnection | Failed> {
    const where = Object.values(this.place).join(":");
    return this.#dial(this.#limits.connectMs).catch((error: unknown) =>
      failed("unreachable", `${where}: ${error instanceof Error ? error.message : "?"}`),
    );
  }

  async #conditionOf(connection: RawConnection): Promise<Condition> {
    const reasons = await this.#printer.status(connection);
    const { lost } = connection;
    if (lost !== undefined) return failed("hangs-up", `${lost} before anything was sent`);
    if (reasons.includes(reasonOf.silent)) return failed("silent", "it answers no more");
    if (hasOwnError(reasons))
      return failed("own-error", "the printer tells of an error of its own");
    return { kind: reasons.some(stopsPrinting) ? "stopped" : "ready", reasons };
  }

  async #printOver(connection: RawConnection, ticket: Ticket): Promise<PrintResult> {
    const condition = await this.#conditionOf(connection);
    this.#reach("status heard");
    if (condition.kind !== "ready") return condition;
    if (!ticket.mayBegin()) return { kind: "withheld" };
    const failure = await this.#send(connection, ticket);
    if (failure) return failure;
    this.#reach("last byte");
    ticket.lastByteLeft();
    if (this.#printer.isMute(connection)) return this.#proveByClosing(connection, ticket);
    const proof = new ProofOfPrint(connection, this.#printer, this.#limits);
    proof.ask();
    this.#reach("proof asked");
    const result = await proof.result(ticket);
    this.#reach("proof heard");
    return result;
  }

  async #send(connection: RawConnection, ticket: Ticket): Promise<PrintResult | undefined> {
    const { stallMs } = this.#limits;
    const giveUpAt = performance.now() + ticket.patienceMs;
    // A status question now would end up in the middle of a picture: only what it tells by itself counts.
    const isBlocked = () => {
      const causes = connection.automatic?.filter(stopsPrinting) ?? [];
      if (causes.length === 0 || performance.now() > giveUpAt) return false;
      ticket.blocked(causes);
      return true;
    };
    const onChunk = (isFirst: boolean) => this.#reach(isFirst ? "first bytes" : "more bytes");
    const pace = { stallMs, bytesASecond: this.#bytesASecond, isBlocked, onChunk };
    const written = await connection.write(ticket.bytes, pace);
    if (written === "lost") return unconfirmed(`${connection.lost} while bytes were sent`);
    if (written === "stalled") return unconfirmed(`the printer took no data for ${stallMs} ms`);
    return undefined;
  }

  async #proveByClosing(connection: RawConnection, { bytes }: Ticket): Promise<PrintResult> {
    const ended = await connection.end(this.#limits.closeMs + printingMs(bytes));
    const { failure } = connection;
    // Whether it has no answers or hangs, and with what it took, nobody can know.
    if (ended === "cut") return unconfirmed("it neither answered nor took all bytes");
    return failure === undefined
      ? { kind: "printed", proof: "sent" }
      : unconfirmed(`${failure} before the connection was closed`);
  }

  async #leave(connection: RawConnection, result: PrintResult): Promise<readonly string[]> {
    const answers =
      result.kind === "printed" && (result.proof === "fenced" || result.proof === "confirmed");
    const reasons = answers ? await this.#printer.status(connection, [4]) : [];
    if (this.#printer.traits.probed?.automatic && connection.lost === undefined)
      connection.send(AUTOMATIC_OFF);
    if (result.kind === "printed") this.#printer.showedLife(connection);
    await this.#end(connection);
    this.#reach("left");
    return reasons;
  }

  async #end(connection: RawConnection): Promise<void> {
    const ended = await connection.end(this.#limits.closeMs);
    if (ended === "closed" && connection.failure === undefined)
      this.#printer.showedLife(connection);
  }
}

function forgetfulMemory(): TraitsMemory {
  let traits = STRANGER;
  return { read: () => traits, keep: (changed) => void (traits = changed) };
}

type Failed = Extract<Condition, { kind: "failed" }>;

const failed = (kind: Trouble["kind"], detail: string): Failed => ({
  kind: "failed",
  trouble: { kind, detail },
});
