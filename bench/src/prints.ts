/** Ours: how long a print takes when it is alone, and how many a second get through when it is not. */
import type { StackPrinter } from "@printermaster/infra";
import { paperTimes, tearOff } from "./paper.ts";
import type { PrintClient, PrintTimes } from "./print-client.ts";
import type { Scene } from "./scene.ts";
import { summarize, timeOf, type Summary } from "./statistics.ts";

export type Moment = "accepted" | "spooled" | "paper" | "told";
export const moments: readonly Moment[] = ["accepted", "spooled", "paper", "told"];

export const IN_FLIGHT = 16;

/** Milliseconds from the submit to each moment; and of one append on the same server, between two prints. */
export type Latencies = Record<Moment | "append" | "acceptedOverNats", Summary>;

/** A closed loop at one in flight. */
export async function latencies(
  { client, append, door }: Pick<Scene, "client" | "append" | "door">,
  printer: StackPrinter,
  prints: number,
): Promise<Latencies> {
  await tearOff(printer);
  const times: PrintTimes[] = [];
  const appends: number[] = [];
  const overNats: number[] = [];
  while (times.length < prints) {
    appends.push(await timeOf(append.once));
    times.push(await client.print(printer));
    const past = await client.print(printer, door.submit);
    overNats.push(past.accepted - past.submitted);
  }
  const paper = await paperTimes(printer);
  const after = (instant: (print: PrintTimes) => number | undefined): Summary =>
    summarize(
      times.flatMap((print) => {
        const at = instant(print);
        return at === undefined ? [] : [at - print.submitted];
      }),
    );
  return {
    append: summarize(appends),
    acceptedOverNats: summarize(overNats),
    accepted: after(({ accepted }) => accepted),
    spooled: after(({ spooled }) => spooled),
    paper: after(({ paperHash }) => paper.get(paperHash ?? "")),
    told: after(({ told }) => told),
  };
}

/** Prints a second with so many in flight that somebody always waits; the printers take turns. */
export async function printsPerSecond(
  client: PrintClient,
  printers: readonly StackPrinter[],
  prints: number,
): Promise<number> {
  let begun = 0;
  const work = async (): Promise<void> => {
    while (begun < prints) {
      const printer = printers[begun++ % printers.length];
      if (printer) await client.print(printer);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  return (prints * 1000) / (performance.now() - started);
}
