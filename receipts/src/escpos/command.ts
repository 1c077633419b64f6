import type { Paper } from "../paper.ts";
import type { Bytes, Layout } from "./arguments.ts";

export const DLE = 0x10;
export const ESC = 0x1b;
export const FS = 0x1c;
export const GS = 0x1d;
/** Commands begin with one of these; the second byte chooses. */
export const PREFIXES: ReadonlySet<number> = new Set([DLE, ESC, FS, GS]);

export type Effect = (paper: Paper, bytes: Bytes) => void;
export type Command = {
  readonly prefix: number;
  readonly operation: number;
  readonly name: string;
  readonly layout: Layout;
  /** Absent for what is stepped over whole but not drawn: it is shown as unknown. */
  readonly effect: Effect | undefined;
  /** Its bytes are no part of a ticket. */
  readonly asks: boolean;
};

export function command(
  prefix: number,
  operation: string,
  name: string,
  layout: Layout,
  effect?: Effect,
): Command {
  return { prefix, operation: operation.charCodeAt(0), name, layout, effect, asks: false };
}

export function question(...parts: Parameters<typeof command>): Command {
  return { ...command(...parts), asks: true };
}

/** Of commands that leave no mark on the paper. */
export const markless: Effect = () => {};
