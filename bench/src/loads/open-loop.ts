/**
 * Prints begin at their scheduled times, whether or not those before have ended, and are timed from the schedule: a stall
 * is felt by everybody who came during it, not by one.
 */
import { pause } from "@printermaster/runtime";
import { summarize, type Summary } from "../statistics.ts";
import type { Contestant, Print } from "./contestant.ts";

export interface OpenLoop {
  /** As scheduled. */
  readonly perSecond: number;
  readonly told: Summary;
  /** Of nothing, where a contestant does not tell. */
  readonly accepted: Summary;
  readonly spooled: Summary;
  readonly failed: number;
}

type Timed = Print & { readonly from: number };

export async function openLoop(
  { print, printers }: Contestant,
  perSecond: number,
  ms: number,
): Promise<OpenLoop> {
  const started = performance.now();
  const begun: Promise<Timed | undefined>[] = [];
  for (const due of schedule(perSecond, ms)) {
    const at = started + due;
    const early = at - performance.now();
    if (early > 0) await pause(Math.floor(early));
    // A timer may be up to a millisecond early: then it counts from when it began.
    const from = Math.min(at, performance.now());
    const one = print(begun.length % printers).then((times) => ({ ...times, from }));
    begun.push(one.catch(() => undefined));
  }
  const ended = (await Promise.all(begun)).filter((one) => one !== undefined);
  const after = (moment: "told" | "accepted" | "spooled"): Summary =>
    summarize(ended.flatMap(({ from, [moment]: at }) => (at === undefined ? [] : [at - from])));
  return {
    perSecond,
    told: after("told"),
    accepted: after("accepted"),
    spooled: after("spooled"),
    failed: begun.length - ended.length,
  };
}

/** Milliseconds from the start. Like those of people who do not know of each other: exponential gaps, the same in every run. */
export function schedule(perSecond: number, ms: number): number[] {
  const random = seeded(1);
  const times: number[] = [];
  for (let at = gap(); at < ms; at += gap()) times.push(at);
  return times;

  function gap(): number {
    return (-Math.log(1 - random()) * 1000) / perSecond;
  }
}

/** mulberry32 */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
