import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { endChild } from "./end-child.ts";
import { backoffMs, failuresAfterExit } from "./backoff.ts";
import { identify } from "./identity.ts";
import { logTail } from "./log-tail.ts";
import {
  type ProcessReport,
  type ProcessSpec,
  type ProcessState,
  type StateChange,
} from "./spec.ts";

const READY_WITHIN_MS = 60_000;
const KILL_AFTER_MS = 8_000;
const EXITS_BEFORE_FIRST_READY = 5;

export type Surroundings = {
  cwd: string;
  logFile: string;
  pidFile: string;
  onState: (change: StateChange) => void;
};

/** Keeps one process running: starts it, waits until it is ready, restarts it when it dies, ends it. */
export class SupervisedProcess {
  readonly spec: ProcessSpec;
  readonly logFile: string;
  readonly #around: Surroundings;
  #child: ChildProcess | undefined;
  #programPid: number | undefined;
  #state: ProcessState = "stopped";
  #wanted = false;
  #everReady = false;
  #failures = 0;
  #restarts = 0;
  #startedAt = 0;
  #restartTimer: NodeJS.Timeout | undefined;

  constructor(spec: ProcessSpec, around: Surroundings) {
    this.spec = spec;
    this.logFile = around.logFile;
    this.#around = around;
  }

  report(): ProcessReport {
    return { name: this.spec.name, pid: this.#pid(), state: this.#state, restarts: this.#restarts };
  }

  /** Resolves when the process is ready, or when a one-shot has done its work. */
  async start(): Promise<void> {
    this.#wanted = true;
    this.#everReady = false;
    this.#failures = 0;
    this.#launch();
    const end = performance.now() + READY_WITHIN_MS;
    while (this.#state !== "ready") {
      if (!this.#wanted) throw new Error(`${this.spec.name} was stopped before it was ready`);
      if (this.#failures >= this.#allowedExits())
        throw await this.#givenUp("ended before it was ready");
      if (performance.now() > end)
        throw await this.#givenUp(`is not ready after ${READY_WITHIN_MS / 1000} s`);
      await delay(10);
    }
  }

  /** Sends a signal, and waits for the end if it is one that cannot be resisted. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    const pid = this.#pid();
    if (child === undefined || pid === undefined) throw new Error(`${this.spec.name} does not run`);
    const exited = signal === "SIGKILL" ? once(child, "exit") : undefined;
    process.kill(pid, signal);
    await exited;
  }

  /** With everything else: there is nobody to hand clients over to. */
  async stopWithAll(): Promise<void> {
    await this.stop(this.spec.handOverMs === undefined ? "SIGTERM" : "SIGINT");
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    this.#wanted = false;
    clearTimeout(this.#restartTimer);
    const child = this.#child;
    const killAfterMs = KILL_AFTER_MS + (this.spec.handOverMs ?? 0);
    if (child !== undefined) await endChild(child, signal, killAfterMs, () => this.#killProgram());
    if (this.spec.ready === "ends" && this.#state === "ready") return;
    if (this.#state !== "stopped") this.#become("stopped");
  }

  #launch(): void {
    const { command, args, env } = this.spec;
    const log = openSync(this.logFile, "a");
    const child = spawn(command, args, {
      cwd: this.#around.cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", log, log, "ipc"],
      // A Ctrl-C must reach the launcher alone, which ends everything in order.
      detached: true,
    });
    closeSync(log);
    this.#child = child;
    this.#startedAt = performance.now();
    this.#become("starting");
    child.on("message", (message) => this.#programIs(message));
    child.once("spawn", () => this.#note(child.pid));
    child.once("error", (error) => this.#exited(child, error.message));
    child.once("exit", (code, signal) => this.#exited(child, signal ?? `exit ${code}`));
    if (this.spec.ready !== "ends") void this.#watch(child, this.spec.ready);
  }

  async #watch(child: ChildProcess, ready: () => Promise<true | undefined>): Promise<void> {
    while (this.#child === child) {
      if ((await ready()) && this.#child === child) {
        this.#everReady = true;
        return this.#become("ready");
      }
      await delay(40);
    }
  }

  #exited(child: ChildProcess, how: string): void {
    if (this.#child !== child) return;
    if (how !== "exit 0") this.#killProgram();
    this.#child = undefined;
    this.#programPid = undefined;
    rmSync(this.#around.pidFile, { force: true });
    if (!this.#wanted) return this.#become("stopped");
    if (this.spec.ready === "ends" && how === "exit 0") return this.#become("ready", "done");
    this.#failures = failuresAfterExit(this.#failures, performance.now() - this.#startedAt);
    if (!this.#everReady && this.#failures >= this.#allowedExits())
      return this.#become("crashed", how);
    const wait = backoffMs(this.#failures);
    this.#become("crashed", `${how}, restarting in ${wait / 1000} s`);
    this.#restartTimer = setTimeout(() => {
      this.#restarts++;
      this.#launch();
    }, wait);
  }

  async #givenUp(what: string): Promise<Error> {
    await this.stop();
    return new Error(
      `${this.spec.name} ${what}. The end of its log (${this.logFile}):\n${logTail(this.logFile)}`,
    );
  }

  // A guard tells the pid of the program it guards.
  #programIs(message: unknown): void {
    const { pid } = message as { pid?: unknown };
    if (typeof pid !== "number") return;
    this.#programPid = pid;
    this.#note(pid);
  }

  #killProgram(): void {
    if (this.#programPid === undefined) return;
    try {
      process.kill(this.#programPid, "SIGKILL");
    } catch {
      // its guard has already ended it
    }
  }

  #note(pid: number | undefined): void {
    if (pid !== undefined) writeFileSync(this.#around.pidFile, identify(pid));
  }

  #become(state: ProcessState, detail?: string): void {
    this.#state = state;
    this.#around.onState({
      name: this.spec.name,
      state,
      ...(detail === undefined ? {} : { detail }),
    });
  }

  #pid(): number | undefined {
    return this.#programPid ?? this.#child?.pid;
  }

  #allowedExits(): number {
    return this.spec.ready === "ends" ? 1 : EXITS_BEFORE_FIRST_READY;
  }
}
