import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type ProcessReport, type ProcessSpec, type StateChange } from "./spec.ts";
import { SupervisedProcess } from "./supervised-process.ts";

export type SupervisorOptions = {
  /** Where logs and pids are kept. */
  dataDir: string;
  cwd: string;
  onState?: (change: StateChange) => void;
};

/** The processes of a stack, in tiers: those of one tier start together, after the tier before is ready. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #started: SupervisedProcess[][] = [];
  #stopping: Promise<void> | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    mkdirSync(join(options.dataDir, "logs"), { recursive: true });
    mkdirSync(join(options.dataDir, "pids"), { recursive: true });
  }

  async startTier(specs: readonly ProcessSpec[]): Promise<void> {
    if (this.#stopping) throw new Error("the stack is being stopped");
    const tier = specs.map((spec) => new SupervisedProcess(spec, this.#around(spec.name)));
    this.#started.push(tier);
    await Promise.all(tier.map((one) => one.start()));
  }

  reports(): ProcessReport[] {
    return this.#started.flat().map((one) => one.report());
  }

  async kill(name: string, signal: NodeJS.Signals): Promise<void> {
    await this.#find(name).kill(signal);
  }

  /** Ends it for as long as nobody restarts it. */
  async halt(name: string): Promise<void> {
    await this.#find(name).stop();
  }

  async restart(name: string): Promise<void> {
    const one = this.#find(name);
    await one.stop();
    await one.start();
  }

  logFile(name: string): string {
    return this.#find(name).logFile;
  }

  /** Ends everything, the last started first; a second call waits for the first. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll(): Promise<void> {
    for (const tier of this.#started.toReversed())
      await Promise.all(tier.map((one) => one.stopWithAll()));
  }

  #find(name: string): SupervisedProcess {
    const found = this.#started.flat().find(({ spec }) => spec.name === name);
    if (found === undefined) throw new Error(`no process is called ${name}`);
    return found;
  }

  #around(name: string): ConstructorParameters<typeof SupervisedProcess>[1] {
    const { dataDir, cwd, onState = () => {} } = this.#options;
    return {
      cwd,
      onState,
      logFile: join(dataDir, "logs", `${name}.log`),
      pidFile: join(dataDir, "pids", name),
    };
  }
}
