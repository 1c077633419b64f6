import type {
  Answer,
  BranchState,
  Id,
  PrinterAnswer,
  SetBackup,
  SetBranchPolicy,
} from "@printermaster/contracts";
import type { CommandAddress } from "../../jobs/app/ports.ts";

export interface FleetCommands {
  setBackup(address: CommandAddress, body: SetBackup): Promise<Answer<PrinterAnswer>>;
  setPolicy(
    address: CommandAddress,
    body: SetBranchPolicy,
  ): Promise<Answer<{ readonly branch: BranchState }>>;
}

/** Read from the log's leader; nothing until somebody has set something. */
export interface BranchReader {
  branch(company: Id, branch: Id): Promise<BranchState | undefined>;
}
