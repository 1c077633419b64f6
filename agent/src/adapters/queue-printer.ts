/** A print queue of the operating system, by programs of its own. It says that it has taken a ticket; what became of it nobody is told. */
import { spawn } from "node:child_process";
import type { Condition, Printer, Printing, PrintResult, Ticket } from "../app/ports.ts";
import { unconfirmed } from "./proof-of-print.ts";

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Ran {
  readonly code: number | undefined;
  readonly said: string;
}

export interface Queue {
  readonly description: Printer["description"];
  readonly place: Printer["place"];
  readonly asking: Command;
  /** Takes the bytes from its standard input. */
  readonly sending: Command;
  readonly conditionOf: (answer: Ran) => Condition;
}

const ANSWER_LIMIT_MS = 10_000;

export class QueuePrinter implements Printer {
  readonly description: Printer["description"];
  readonly place: Printer["place"];
  readonly #queue: Queue;

  constructor(queue: Queue) {
    this.description = queue.description;
    this.place = queue.place;
    this.#queue = queue;
  }

  async print(ticket: Ticket): Promise<Printing> {
    return { result: await this.#print(ticket), released: Promise.resolve([]) };
  }

  async look(): Promise<Condition> {
    return this.#queue.conditionOf(await run(this.#queue.asking));
  }

  async #print(ticket: Ticket): Promise<PrintResult> {
    const condition = await this.look();
    if (condition.kind !== "ready") return condition;
    if (!ticket.mayBegin()) return { kind: "withheld" };
    const { sending } = this.#queue;
    const { code, said } = await run(sending, ticket.bytes);
    ticket.lastByteLeft();
    if (code !== 0) return unconfirmed(`${sending.program}: ${said}`);
    return { kind: "printed", proof: "sent" };
  }
}

/** Never rejects: what went wrong is what it said. */
function run({ program, args, env }: Command, input?: Uint8Array): Promise<Ran> {
  return new Promise((ran) => {
    const child = spawn(program, args, {
      env: { ...process.env, LC_ALL: "C", ...env },
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
