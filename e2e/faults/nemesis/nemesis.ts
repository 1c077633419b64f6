/** Does what the schedule says, and undoes all of it in the end. */
import type { Stack } from "@printermaster/infra";
import { setTimeout as wait } from "node:timers/promises";
import type { Behaviour } from "../actors/printer.ts";
import { fillDisk, type Undo } from "./disk.ts";
import { nameOf, type Fault, type Planned } from "./fault.ts";
import type { FaultProxy } from "./fault-proxy.ts";

export interface Grip {
  readonly stack: Pick<Stack, "kill" | "restart" | "processes">;
  readonly links: ReadonlyMap<string, FaultProxy>;
  readonly behave: (printerId: string, behaviour: Behaviour) => Promise<void>;
  readonly stepClock: (process: string, byMs: number) => void;
  readonly say: (line: string) => void;
}

export interface Done extends Planned {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Why it could not be done: a dead process cannot be killed. */
  readonly skipped?: string;
}

export class Nemesis {
  readonly done: Done[] = [];
  readonly #grip: Grip;
  readonly #underWay = new Set<Promise<void>>();
  readonly #ending: AbortSignal;

  constructor(grip: Grip, ending: AbortSignal) {
    this.#grip = grip;
    this.#ending = ending;
  }

  /** Comes back when the last fault is over. */
  async run(plan: readonly Planned[]): Promise<void> {
    const began = performance.now();
    for (const planned of plan) {
      const due = planned.atMs - (performance.now() - began);
      await wait(Math.max(0, due), undefined, { signal: this.#ending });
      const doing = this.#do(planned).finally(() => this.#underWay.delete(doing));
      this.#underWay.add(doing);
    }
    await Promise.all(this.#underWay);
  }

  async #do(planned: Planned): Promise<void> {
    const { fault } = planned;
    const at = Date.now();
    try {
      this.#grip.say(`${nameOf(fault).padEnd(28)} ${about(fault)}`);
      await this.#inflict(fault);
      this.done.push({ ...planned, at });
    } catch (error) {
      this.#ending.throwIfAborted();
      this.done.push({ ...planned, at, skipped: (error as Error).message });
    }
  }

  async #inflict(fault: Fault): Promise<void> {
    const { stack, links, behave, stepClock } = this.#grip;
    switch (fault.kind) {
      case "kill":
        await Promise.all(fault.processes.map((name) => stack.kill(name, "SIGKILL")));
        return;
      case "freeze":
        return await this.#freeze(fault.processes, fault.forMs);
      case "rolling-restart":
        for (const name of fault.processes) await stack.restart(name);
        return;
      case "link": {
        const held = fault.links.flatMap((name) => links.get(name) ?? []);
        for (const proxy of held) proxy.poison(fault.toxic);
        return await this.#for(fault.forMs, () => held.forEach((proxy) => proxy.heal()));
      }
      case "printer":
        await behave(fault.printerId, fault.behaviour);
        return await this.#for(fault.forMs, () => behave(fault.printerId, "well"));
      case "disk-full":
        return await this.#for(fault.forMs, await fillDisk(this.#pidOf(fault.process)));
      case "clock-step":
        stepClock(fault.process, fault.byMs);
        return await this.#for(fault.forMs, () => stepClock(fault.process, 0));
    }
  }

  /** By pid: whoever was killed and restarted meanwhile is not woken twice. */
  async #freeze(processes: readonly string[], forMs: number): Promise<void> {
    const pids = processes.map((name) => this.#pidOf(name));
    for (const pid of pids) process.kill(pid, "SIGSTOP");
    await this.#for(forMs, () => pids.forEach(wake));
  }

  async #for(ms: number, undo: Undo): Promise<void> {
    await wait(ms, undefined, { signal: this.#ending }).catch(() => {});
    await undo();
  }

  #pidOf(name: string): number {
    const pid = this.#grip.stack.processes().find((one) => one.name === name)?.pid;
    if (pid === undefined) throw new Error(`${name} does not run`);
    return pid;
  }
}

function wake(pid: number): void {
  try {
    process.kill(pid, "SIGCONT");
  } catch {
    // killed while it was frozen
  }
}

function about(fault: Fault): string {
  const { kind: _, ...rest } = fault;
  return JSON.stringify(rest).replaceAll('"', "");
}
