import type { SpoolBroken } from "../app/ports.ts";
import type { Reach, Step } from "../app/steps.ts";

export interface SpoolOptions {
  readonly reach?: Reach;
  /** Called once it cannot be trusted any more: whoever has it should end, and start again. */
  readonly onBroken?: (fault: SpoolBroken) => void;
  readonly mostBytes?: number;
}

export const MOST_BYTES = 512 * 1024 * 1024;

/** What shares one commit. */
export interface Group {
  /** Told once it is on the disk. */
  readonly after: Step[];
  /** A full disk ends the whole transaction at once: nothing more may begin in its place. */
  lostTo: unknown;
}
