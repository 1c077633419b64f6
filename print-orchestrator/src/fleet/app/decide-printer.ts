/** Load, decide, append on a printer's own subject; whoever was first makes us decide again. */
import { accepted, refused, type Answer, type PrinterState } from "@printermaster/contracts";
import { printer, type PrinterCommand } from "../domain/printer.ts";
import type { FleetDeps } from "./ports.ts";

const TRIES = 8;

export interface PrinterAddress {
  readonly company: string;
  readonly branch: string;
  readonly printerId: string;
}

export interface DecidedPrinter {
  readonly printer: PrinterState | undefined;
  readonly changed: boolean;
}

export async function decidePrinter(
  { fleet }: Pick<FleetDeps, "fleet">,
  { company, branch, printerId }: PrinterAddress,
  command: PrinterCommand,
  /** Asked between load and append: whatever is written after it makes the append fail. */
  stillTrue: () => Promise<boolean> = () => Promise.resolve(true),
): Promise<Answer<DecidedPrinter>> {
  for (let tries = 0; tries < TRIES; tries++) {
    const known = await fleet.printer(company, branch, printerId);
    const decision = printer.decide(known.state, command);
    if ("refused" in decision) return refused(decision.refused);
    const [event] = decision.events;
    if (!event) return accepted({ printer: known.state, changed: false });
    if (!(await stillTrue())) return refused("stale-session");
    if (await fleet.appendPrinter(event, known.sequence))
      return accepted({ printer: event.state, changed: true });
  }
  return refused("storage-unavailable");
}
