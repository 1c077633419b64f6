import {
  accepted,
  Id,
  refused,
  type Answer,
  type Branch,
  type PrinterState,
} from "@printermaster/contracts";
import { chooseBranch, type Caller } from "../../domain/principal.ts";
import type { PrinterReader, ReadModel } from "../../jobs/app/ports.ts";

export interface FindPrinterDeps {
  readonly printers: PrinterReader;
}

/** In the branch that is named, or in the only one of the caller's that has it. */
export async function findPrinter(
  { printers }: FindPrinterDeps,
  caller: Caller,
  printerId: Id,
  branchId: Id | undefined,
): Promise<Answer<PrinterState>> {
  const asked = branchId === undefined ? undefined : chooseBranch(caller, branchId);
  if (asked && !asked.ok) return asked;
  const branches: readonly Branch[] = asked ? [asked.value] : caller.branches;
  const states = await Promise.all(
    branches.map(({ id }) => printers.printer(caller.company, id, printerId)),
  );
  const [found, ...others] = states.filter((state) => state && !state.removed);
  if (others.length > 0)
    return refused("invalid-payload", [{ field: "branchId", message: "say which branch" }]);
  return found ? accepted(found) : refused("unknown-printer");
}

/** Old clients know printers by the names that people gave them. */
export async function findByIdOrName(
  deps: FindPrinterDeps & { readonly readModel: Pick<ReadModel, "printers"> },
  caller: Caller,
  idOrName: string,
  branchId: Id | undefined,
): Promise<Answer<PrinterState>> {
  if (Id.safeParse(idOrName).success) {
    const found = await findPrinter(deps, caller, idOrName, branchId);
    if (found.ok || found.error.code !== "unknown-printer") return found;
  }
  const branches = branchId === undefined ? caller.branches.map(({ id }) => id) : [branchId];
  if (branches.some((id) => !caller.branches.some((branch) => branch.id === id)))
    return refused("forbidden");
  const listed = await deps.readModel.printers(caller.company, { branches });
  if (!listed.ok) return listed;
  const [named, ...others] = listed.value.printers.filter(({ name }) => name === idOrName);
  if (others.length > 0)
    return refused("invalid-payload", [{ field: "printer", message: "several have this name" }]);
  return named ? accepted(named) : refused("unknown-printer");
}
