/** A process of the fault run that is asked by its parent, and ends with it. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

type Wish = { readonly number: number; readonly name: string; readonly wants: unknown };
type Reply = { readonly number: number; readonly answer?: unknown; readonly failure?: string };

/** In the child: what it can be asked for. */
export function serve(wishes: Readonly<Record<string, (wants: never) => Promise<unknown>>>): void {
  process.on("message", (message) => void answer(message as Wish));
  process.on("disconnect", () => process.exit());
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});

  async function answer({ number, name, wants }: Wish): Promise<void> {
    const reply: Reply = await Promise.resolve(wishes[name]?.(wants as never)).then(
      (answer) => ({ number, answer }),
      (error: unknown) =>
        ({ number, failure: error instanceof Error ? error.stack : String(error) }) as Reply,
    );
    process.send?.(reply);
  }
}

/** In the parent. */
export class Actor {
  readonly #child: ChildProcess;
  readonly #asked = new Map<number, PromiseWithResolvers<unknown>>();
  #last = 0;

  /** `program` lies beside this file. */
  constructor(program: string) {
    this.#child = fork(join(import.meta.dirname, program), {
      execArgv: ["--conditions=@printermaster/source"],
      // A Ctrl-C must reach the run alone, which asks for the last words first.
      detached: true,
    });
    this.#child.on("message", (message) => this.#hear(message as Reply));
    this.#child.on("exit", () => {
      for (const { reject } of this.#asked.values()) reject(new Error(`${program} has ended`));
    });
  }

  async ask<T>(name: string, wants: unknown = {}): Promise<T> {
    const number = ++this.#last;
    const asked = Promise.withResolvers<unknown>();
    this.#asked.set(number, asked);
    this.#child.send({ number, name, wants } satisfies Wish);
    return (await asked.promise.finally(() => this.#asked.delete(number))) as T;
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    if (this.#child.connected) this.#child.disconnect();
    await exited;
  }

  #hear({ number, answer, failure }: Reply): void {
    const asked = this.#asked.get(number);
    if (failure === undefined) asked?.resolve(answer);
    else asked?.reject(new Error(failure));
  }
}
