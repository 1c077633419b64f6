/** The first word of each connection: who this is and what it still owes. */
import { AGENT_PROTOCOL, type AgentHello, type PrinterDescription } from "@printermaster/contracts";
import type { Spool } from "./ports.ts";

export function composeHello(
  spool: Spool,
  printers: readonly PrinterDescription[],
  appVersion: string,
): AgentHello {
  return {
    protocol: AGENT_PROTOCOL,
    installationId: spool.installationId,
    spoolId: spool.spoolId,
    counter: spool.counter(),
    appVersion,
    printers: [...printers],
    openWork: spool.openWork(),
  };
}
