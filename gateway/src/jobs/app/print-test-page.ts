import { refused, type CorrelationId, type PrinterTest } from "@printermaster/contracts";
import { activeTraceId } from "@printermaster/runtime";
import { permitted } from "../../accounts/domain/permissions.ts";
import { chooseBranch, type Caller } from "../../domain/principal.ts";
import type { PrinterReader } from "./ports.ts";
import { submitPrint, type SubmitAnswer, type SubmitDeps } from "./submit-print.ts";

export interface TestPageDeps extends SubmitDeps {
  readonly printers: PrinterReader;
  readonly now: () => Date;
}

export async function printTestPage(
  deps: TestPageDeps,
  user: Caller,
  click: PrinterTest & { correlationId: CorrelationId },
): Promise<SubmitAnswer> {
  const { printerId, correlationId } = click;
  const allowed = permitted(user, "print");
  if (!allowed.ok) return allowed;
  const branch = chooseBranch(user, click.branchId);
  if (!branch.ok) return branch;
  const printer = await deps.printers.printer(user.company, branch.value.id, printerId);
  if (!printer || printer.removed) return refused("unknown-printer");
  return await submitPrint(deps, user, {
    printerId,
    correlationId,
    branchId: branch.value.id,
    idempotencyKey: click.idempotencyKey ?? correlationId,
    class: "test",
    title: `Test page: ${printer.name}`,
    document: {
      kind: "test-page",
      printerId,
      printerName: printer.name,
      branchName: branch.value.name,
      companyName: user.companyName,
      correlationId,
      requestedBy: user.name,
      requestedAt: deps.now().toISOString(),
      traceId: activeTraceId(),
    },
  });
}
