/** A raw TCP printer: asks how it is, sends, and climbs the ladder of proof as far as this model answers. */
import type { PrinterDescription } from "@printermaster/contracts";
import type { Condition, Printer, Printing, PrintResult, Ticket } from "../app/ports.ts";
import { hasOwnError, reasonOf, type Trouble } from "../domain/device-failure.ts";
import { FENCE, reasonsIn, STATUS_QUERIES, stopsPrinting, summed } from "../domain/status-bytes.ts";
import type { StatusQuery } from "../domain/status-bytes.ts";
import { TcpConnection } from "./tcp-connection.ts";

export interface TcpAddress {
  readonly host: string;
  readonly port: number;
}

export interface TcpLimits {
  readonly connectMs: number;
  readonly statusMs: number;
  readonly stallMs: number;
  readonly fenceMs: number;
  readonly blockedPollMs: number;
  readonly closeMs: number;
}

const LIMITS: TcpLimits = {
  connectMs: 3000,
  statusMs: 500,
  stallMs: 30_000,
  fenceMs: 5000,
  blockedPollMs: 1000,
  closeMs: 2000,
};
/** A slow head prints about 20 KB of text a second. */
const BYTES_A_SECOND = 20_000;

export class TcpPrinter implements Printer {
  readonly description: Printer["description"];
  readonly address: TcpAddress;
  readonly #limits: TcpLimits;
  /** What this model was heard to answer, and what it left unanswered when it was asked the first time. */
  readonly #answers = new Set<StatusQuery>();
  readonly #silent = new Set<StatusQuery>();
  #fences: boolean | undefined;

  constructor(
    printer: Omit<PrinterDescription, "state" | "reasons" | "kind"> & TcpAddress,
    limits: Partial<TcpLimits> = {},
  ) {
    const { printerId, name, columns, host, port } = printer;
    this.description = { printerId, name, kind: "tcp", columns };
    this.address = { host, port };
    this.#limits = { ...LIMITS, ...limits };
  }

  async print(ticket: Ticket): Promise<Printing> {
    const connection = await this.#connect();
    if (!(connection instanceof TcpConnection))
      return { result: connection, released: Promise.resolve([]) };
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
    if (!(connection instanceof TcpConnection)) return connection;
    const condition = await this.#conditionOf(connection);
    await connection.end(this.#limits.closeMs);
    return condition;
  }

  async #connect(): Promise<TcpConnection | Failed> {
    const { host, port } = this.address;
    const opened = TcpConnection.open(host, port, this.#limits.connectMs);
    return opened.catch((error: unknown) =>
      failed("unreachable", `${host}:${port}: ${error instanceof Error ? error.message : "?"}`),
    );
  }

  async #conditionOf(connection: TcpConnection): Promise<Condition> {
    const reasons = await this.#status(connection, STATUS_QUERIES);
    const { lost } = connection;
    if (lost !== undefined) return failed("hangs-up", `${lost} before anything was sent`);
    if (reasons.includes(reasonOf.silent)) return failed("silent", "it answers no more");
    if (hasOwnError(reasons))
      return failed("own-error", "the printer tells of an error of its own");
    return { kind: reasons.some(stopsPrinting) ? "stopped" : "ready", reasons };
  }

  async #printOver(connection: TcpConnection, ticket: Ticket): Promise<PrintResult> {
    const { stallMs } = this.#limits;
    const condition = await this.#conditionOf(connection);
    if (condition.kind !== "ready") return condition;
    if (!ticket.mayBegin()) return { kind: "withheld" };
    const written = await connection.write(ticket.bytes, stallMs);
    if (written === "lost") return unconfirmed(`${connection.lost} while bytes were sent`);
    if (written === "stalled") return unconfirmed(`the printer took no data for ${stallMs} ms`);
    ticket.lastByteLeft();
    if (this.#isMute) return this.#proveByClosing(connection);
    connection.sendFence(FENCE);
    return this.#proveByAnswers(connection, ticket);
  }

  /** DLE EOT 1 is what even the poorest model answers, if it answers anything. */
  get #isMute(): boolean {
    return this.#silent.has(1);
  }

  async #status(connection: TcpConnection, queries: readonly StatusQuery[]): Promise<string[]> {
    const reasons: string[] = [];
    for (const query of queries) {
      if (this.#isMute || this.#silent.has(query) || connection.lost !== undefined) continue;
      const answer = await connection.ask(query, this.#limits.statusMs);
      if (answer !== undefined) {
        this.#answers.add(query);
        reasons.push(...reasonsIn(query, answer));
      } else if (this.#answers.has(query)) return [...reasons, "timed-out"];
      else if (connection.lost === undefined) this.#silent.add(query);
    }
    return summed(reasons);
  }

  async #proveByAnswers(
    connection: TcpConnection,
    { bytes, patienceMs }: Ticket,
  ): Promise<PrintResult> {
    const { fenceMs, blockedPollMs } = this.#limits;
    const mostMs = fenceMs + (bytes.length / BYTES_A_SECOND) * 1000;
    const giveUpAt = performance.now() + Math.max(patienceMs, mostMs);
    let blocked = false;
    for (let waitMs = this.#fences === false ? 0 : mostMs; ;) {
      const fenced = await connection.fenced(waitMs);
      if (fenced === "fenced") return this.#withFence();
      const reasons = await this.#status(connection, [2, 4]);
      if (connection.lost !== undefined)
        return unconfirmed(`${connection.lost} before the printer had confirmed`);
      if (reasons.includes("timed-out")) return unconfirmed("the printer stopped answering");
      const causes = reasons.filter(stopsPrinting);
      if (causes.length === 0 && !blocked) return this.#withoutFence(mostMs);
      if (performance.now() > giveUpAt)
        return unconfirmed(`the printer stopped with the ticket in it: ${causes.join(", ")}`);
      // Once the cover is closed and the roll changed it goes on by itself: sent again, it would be a second ticket.
      blocked = causes.length > 0;
      waitMs = blocked ? blockedPollMs : mostMs;
    }
  }

  #withFence(): PrintResult {
    this.#fences = true;
    return { kind: "printed", proof: "fenced" };
  }

  #withoutFence(waitedMs: number): PrintResult {
    if (this.#fences) return unconfirmed(`no answer behind the ticket for ${waitedMs} ms`);
    this.#fences = false;
    return { kind: "printed", proof: this.#answers.has(4) ? "status-clean" : "sent" };
  }

  async #proveByClosing(connection: TcpConnection): Promise<PrintResult> {
    await connection.end(this.#limits.closeMs);
    const { failure } = connection;
    return failure === undefined
      ? { kind: "printed", proof: "sent" }
      : unconfirmed(`${failure} before the connection was closed`);
  }

  async #leave(connection: TcpConnection, result: PrintResult): Promise<readonly string[]> {
    const fenced = result.kind === "printed" && result.proof === "fenced";
    const reasons = fenced ? await this.#status(connection, [4]) : [];
    await connection.end(this.#limits.closeMs);
    return reasons;
  }
}

type Failed = Extract<Condition, { kind: "failed" }>;

const failed = (kind: Trouble["kind"], detail: string): Failed => ({
  kind: "failed",
  trouble: { kind, detail },
});

const unconfirmed = (cause: string): PrintResult => ({ kind: "unconfirmed", cause });
