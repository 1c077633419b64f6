/** When the virtual printer had the last byte of a ticket; its clock is ours, in whole milliseconds. */
import type { StackPrinter } from "@printermaster/infra";

/** The printer's roll holds no more, so no more may be printed between `tearOff` and `paperTimes`. */
export const ROLL_HOLDS = 200;

// The printer cuts off the fraction of its millisecond: on average half of one.
const CUT_OFF_MS = 0.5;

export async function tearOff({ httpUrl }: StackPrinter): Promise<void> {
  const response = await fetch(`${httpUrl}/tickets`, { method: "DELETE" });
  if (!response.ok) throw new Error(`the printer answered ${response.status}`);
}

/** Instants of `performance.now()`, by the hash of the printed bytes. */
export async function paperTimes({ httpUrl }: StackPrinter): Promise<Map<string, number>> {
  const response = await fetch(`${httpUrl}/tickets`);
  const tickets = (await response.json()) as { sha256: string; at: string }[];
  return new Map(
    tickets.map(({ sha256, at }) => [sha256, Date.parse(at) + CUT_OFF_MS - performance.timeOrigin]),
  );
}
