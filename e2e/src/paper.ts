/** What lies in the virtual printers' trays: the only witness of what was printed. */
import type { Stack } from "@printermaster/infra";
import { z } from "zod";

const Ticket = z.object({
  number: z.number(),
  sha256: z.string(),
  text: z.array(z.string()),
  partial: z.boolean(),
});
export type Ticket = z.infer<typeof Ticket>;

export async function ticketsOf(stack: Stack, printerId: string): Promise<Ticket[]> {
  const printer = stack.printers.find(({ id }) => id === printerId);
  if (!printer) throw new Error(`no printer ${printerId}`);
  const response = await fetch(`${printer.httpUrl}/tickets`);
  return z.array(Ticket).parse(await response.json());
}

export async function allTickets(stack: Stack): Promise<Ticket[]> {
  const trays = await Promise.all(stack.printers.map(({ id }) => ticketsOf(stack, id)));
  return trays.flat();
}

export const ticketsWith = (tickets: readonly Ticket[], words: string): readonly Ticket[] =>
  tickets.filter(({ text }) => text.some((line) => line.includes(words)));
