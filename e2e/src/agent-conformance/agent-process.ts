/** Any agent as a process: a command, and the environment every agent of this protocol is started with. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

export class AgentProcess {
  output = "";
  readonly #command: readonly string[];
  readonly #env: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;

  constructor(command: readonly string[], env: Readonly<Record<string, string>>) {
    this.#command = command;
    this.#env = env;
  }

  get exitCode(): number | undefined {
    return this.#child?.exitCode ?? undefined;
  }

  get isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  start(): void {
    const [program = "", ...args] = this.#command;
    const child = spawn(program, args, {
      env: { ...process.env, ...this.#env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const keep = (text: Buffer) => void (this.output += text.toString());
    child.on("error", (error) => (this.output += `${error.message}\n`));
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    this.#child = child;
    // Also when the suite itself falls over.
    const endIt = () => child.kill("SIGKILL");
    process.once("exit", endIt);
    child.once("exit", () => process.off("exit", endIt));
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (!this.#child || !this.isRunning) return;
    const exited = once(this.#child, "exit");
    this.#child.kill(signal);
    await exited;
  }
}
