/** One simulated world: what everybody in it shares, and what is written down about it. */
import type { BranchState } from "@printermaster/contracts";
import { createLog } from "@printermaster/runtime";
import { Chance } from "./chance.ts";
import { LogFault } from "./streams.ts";
import { Logs } from "./log-ports.ts";
import { Network } from "./network.ts";
import { OldDisks } from "./old-disks.ts";
import { Process } from "./process.ts";
import { Scheduler } from "./scheduler.ts";

export const COMPANY = "demo";
export const BRANCH = "oldtown";

export interface Sheet {
  readonly jobId: string;
  readonly attempt: number;
  readonly printerId: string;
  readonly document: unknown;
  readonly banner: readonly string[] | undefined;
  readonly at: number;
  /** Whether the log told, when the first byte left, that this attempt was dispatched. */
  readonly dispatched: boolean;
  /** How often the agent had lost its memory. */
  readonly life: number;
}

export interface Take {
  readonly jobId: string;
  readonly attempt: number;
  readonly at: number;
}

export interface Line {
  readonly at: number;
  readonly jobId: string;
  readonly text: string;
}

export interface Violation {
  readonly kind: string;
  readonly jobId: string;
  readonly text: string;
}

export class World {
  readonly chance: Chance;
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly logs = new Logs();
  readonly oldDisks = new OldDisks(this.logs);
  readonly leader: Process;
  readonly paper: Sheet[] = [];
  /** What agents acknowledged, whether or not anybody heard it. */
  readonly takes: Take[] = [];
  /** Jobs that some agent has promised not to begin. */
  readonly revoked = new Set<string>();
  readonly lines: Line[] = [];
  /** What its branch was told to want; nothing: the defaults. */
  policies: BranchState["policies"] | undefined;
  /** Found while it happened, not in the end. */
  readonly violations: Violation[] = [];
  /** What the saga logs as an error is a fault of the log, or a bug. */
  readonly log = Object.assign(createLog("simulation", "simulation", "silent"), {
    error: (about: { readonly err?: unknown }) => "err" in about && this.failed(about.err),
  });
  /** From here on nothing fails any more. */
  wellSince = Infinity;
  #ids = 0;

  constructor(seed: number) {
    this.chance = new Chance(seed);
    this.scheduler = new Scheduler(this.chance);
    this.network = new Network(this.chance, this.scheduler);
    this.leader = new Process("leader", this.scheduler);
  }

  tell(jobId: string, text: string): void {
    this.lines.push({ at: this.scheduler.now, jobId, text });
  }

  failed(error: unknown): void {
    if (error instanceof LogFault) return;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.violations.push({ kind: "bug", jobId: "", text });
  }

  readonly newId = (prefix: string): string => `${prefix}${++this.#ids}`;
  readonly date = (): Date => new Date(this.scheduler.now);
}
