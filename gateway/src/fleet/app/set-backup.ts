import type {
  Answer,
  CorrelationId,
  Id,
  PrinterAnswer,
  SetBackupOf,
} from "@printermaster/contracts";
import { permitted } from "../../accounts/domain/permissions.ts";
import type { Caller } from "../../domain/principal.ts";
import { findPrinter, type FindPrinterDeps } from "./find-printer.ts";
import type { FleetCommands } from "./ports.ts";

export interface SetBackupDeps extends FindPrinterDeps {
  readonly commands: FleetCommands;
}

export interface BackupRequest extends SetBackupOf {
  readonly printerId: Id;
  readonly branchId: Id | undefined;
}

export async function setBackup(
  deps: SetBackupDeps,
  caller: Caller,
  { printerId, branchId, backup }: BackupRequest,
  correlationId: CorrelationId,
): Promise<Answer<PrinterAnswer>> {
  const allowed = permitted(caller, "manage-printing");
  if (!allowed.ok) return allowed;
  const found = await findPrinter(deps, caller, printerId, branchId);
  if (!found.ok) return found;
  const { company, branch } = found.value;
  return await deps.commands.setBackup({ company, branch, correlationId }, { printerId, backup });
}
