import type { Answer, ReportPrinters } from "@printermaster/contracts";
import type { FleetDeps } from "./ports.ts";
import { takePrinters } from "./take-printers.ts";

/** An agent's printers between two hellos; refused from a session that another has replaced. */
export const reportPrinters = (
  deps: FleetDeps,
  company: string,
  branch: string,
  { agentId, ...account }: ReportPrinters,
): Promise<Answer<object>> => takePrinters(deps, { company, branch, agentId }, account);
