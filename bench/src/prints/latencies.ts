/** Ours: how long a print takes to each of its moments when it is alone. */
import type { StackPrinter } from "@printermaster/infra";
import { paperTimes, tearOff } from "../ours/paper.ts";
import type { PrintTimes } from "../ours/print-client.ts";
import type { Scene } from "./scene.ts";
import { summarize, timeOf, type Summary } from "../statistics.ts";

export type Moment = "accepted" | "spooled" | "paper" | "told";
export const moments: readonly Moment[] = ["accepted", "spooled", "paper", "told"];

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
