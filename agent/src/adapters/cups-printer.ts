/** A raw queue of CUPS, by its own commands. CUPS says that it has taken a ticket; what became of it nobody is told. */
import { spawn } from "node:child_process";
import type { PrinterDescription } from "@printermaster/contracts";
import type { Condition, Printer, Printing, PrintResult, Ticket } from "../app/ports.ts";
import { unconfirmed } from "./proof-of-print.ts";

export interface CupsSettings extends Pick<
  PrinterDescription,
  "printerId" | "name" | "columns" | "model"
> {
  readonly queue: string;
  /** Such as `localhost:631`; the local one if it is not given. */
  readonly server?: string | undefined;
}

const ANSWER_LIMIT_MS = 10_000;

interface Ran {
  readonly code: number | undefined;
  readonly said: string;
}

export class CupsPrinter implements Printer {
  readonly description: Printer["description"];
  readonly place: Printer["place"];
  readonly #queue: string;
  readonly #server: readonly string[];

  constructor({ printerId, name, columns, model, queue, server }: CupsSettings) {
    this.description = { printerId, name, kind: "cups", columns, model };
    this.place = { "cups.queue": queue, ...(server && { "server.address": server }) };
    this.#queue = queue;
    this.#server = server === undefined ? [] : ["-h", server];
  }

  async print(ticket: Ticket): Promise<Printing> {
    return { result: await this.#print(ticket), released: Promise.resolve([]) };
  }

  async look(): Promise<Condition> {
    const { code, said } = await run("lpstat", [...this.#server, "-p", this.#queue]);
    if (code !== 0) return { kind: "failed", trouble: { kind: "unreachable", detail: said } };
    if (/\bdisabled\b/.test(said)) return { kind: "stopped", reasons: ["paused"] };
    return { kind: "ready", reasons: [] };
  }

  async #print(ticket: Ticket): Promise<PrintResult> {
    const condition = await this.look();
    if (condition.kind !== "ready") return condition;
    if (!ticket.mayBegin()) return { kind: "withheld" };
    const job = ["-d", this.#queue, "-o", "raw", "-s"];
    const { code, said } = await run("lp", [...this.#server, ...job], ticket.bytes);
    ticket.lastByteLeft();
    if (code !== 0) return unconfirmed(`lp: ${said}`);
    return { kind: "printed", proof: "sent" };
  }
}

/** Never rejects: what went wrong is what it said. */
function run(program: string, args: readonly string[], input?: Uint8Array): Promise<Ran> {
  return new Promise((ran) => {
    const child = spawn(program, args, {
      env: { ...process.env, LC_ALL: "C" },
      timeout: ANSWER_LIMIT_MS,
      killSignal: "SIGKILL",
    });
    let said = "";
    const hear = (text: Buffer) => void (said = (said + text.toString()).slice(-400));
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.stdin.on("error", () => {});
    child.on("error", (error) => ran({ code: undefined, said: error.message }));
    child.on("close", (code) =>
      ran({ code: code ?? undefined, said: said.trim() || `${program} did not end in time` }),
    );
    child.stdin.end(input);
  });
}
