/** Commands of agents about themselves, and of people about printers and branches. */
import {
  RegisterAgent,
  ReportPrinters,
  SetBackup,
  SetBranchPolicy,
  UnregisterAgent,
  type Answer,
} from "@printermaster/contracts";
import type { WireRequest } from "@printermaster/runtime";
import type { FleetDeps } from "./fleet/app/ports.ts";
import { registerAgent, unregisterAgent } from "./fleet/app/register-agent.ts";
import { reportPrinters } from "./fleet/app/report-printers.ts";
import { setBackup, setBranchPolicy } from "./fleet/app/set-policies.ts";
import { take } from "./take-body.ts";

export function answerAboutFleet(
  { fleet }: { readonly fleet: FleetDeps },
  { company, branch }: { readonly company: string; readonly branch: string },
  verb: "hello" | "bye" | "printers" | "backup" | "policy",
  request: WireRequest,
): Promise<Answer<unknown>> {
  switch (verb) {
    case "hello":
      return take(RegisterAgent, request, (body) => registerAgent(fleet, company, branch, body));
    case "bye":
      return take(UnregisterAgent, request, (body) =>
        unregisterAgent(fleet, company, branch, body),
      );
    case "printers":
      return take(ReportPrinters, request, (body) => reportPrinters(fleet, company, branch, body));
    case "backup":
      return take(SetBackup, request, (body) => setBackup(fleet, company, branch, body));
    case "policy":
      return take(SetBranchPolicy, request, (body) =>
        setBranchPolicy(fleet, company, branch, body),
      );
  }
}
