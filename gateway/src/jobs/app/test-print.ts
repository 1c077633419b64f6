/** A test page for clients that ask once and want to hear what became of it. */
import {
  accepted,
  type Answer,
  type CorrelationId,
  type Job,
  type TestPrint,
  type TestPrinted,
} from "@printermaster/contracts";
import type { Caller } from "../../domain/principal.ts";
import { findByIdOrName } from "../../fleet/app/find-printer.ts";
import { awaitEnd } from "./follow-job.ts";
import type { JobFollower, ReadModel } from "./ports.ts";
import { printTestPage, type TestPageDeps } from "./print-test-page.ts";

export interface TestPrintDeps extends TestPageDeps {
  readonly follower: JobFollower;
  readonly readModel: Pick<ReadModel, "printers">;
}

export async function testPrint(
  deps: TestPrintDeps,
  caller: Caller,
  { printer, branchId, idempotencyKey }: TestPrint,
  correlationId: CorrelationId,
  until: AbortSignal,
): Promise<Answer<TestPrinted>> {
  const found = await findByIdOrName(deps, caller, printer, branchId);
  if (!found.ok) return found;
  const { printerId, branch } = found.value;
  const click = { printerId, branchId: branch, idempotencyKey, correlationId };
  const submitted = await printTestPage(deps, caller, click);
  if (!submitted.ok) return submitted;
  const job = await awaitEnd(deps.follower, submitted.value.job, until);
  return accepted({
    success: job.status === "completed",
    message: messageOf(job),
    printerId,
    correlationId: job.correlationId,
    job,
  });
}

function messageOf({ status, reason, detail }: Job): string {
  if (status === "completed") return "Printed.";
  if (status === "canceled") return "Canceled.";
  const why = detail ?? reason;
  if (status !== "aborted") return `Not printed yet, and not lost: ${why}.`;
  return reason === "print-result-unknown"
    ? `Nobody knows whether it was printed: ${why}.`
    : `Not printed: ${why}.`;
}
