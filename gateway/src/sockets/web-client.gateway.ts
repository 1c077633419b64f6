/** What a signed-in person's page may say on `/printing-ws`. */
import {
  BranchRoom,
  clientEvents,
  ClickSpan,
  PrintCancel,
  PrinterTest,
  PrintSubmit,
  serverEvents,
  type CorrelationId,
  type Id,
  type PrinterTestResult,
  type Refusal,
} from "@printermaster/contracts";
import type { UserPrincipal } from "../domain/principal.ts";
import { cancelJob, type CommandDeps } from "../jobs/app/cancel-job.ts";
import { printTestPage, type TestPageDeps } from "../jobs/app/print-test-page.ts";
import { submitPrint } from "../jobs/app/submit-print.ts";
import { relayClick, type SpanRelay } from "../telemetry/app/relay-spans.ts";
import { anyForm } from "./any-form.ts";
import { branchRooms } from "./branch-rooms.ts";
import { serveCompanyRoom } from "./company-room.ts";
import type { Handle } from "./handle.ts";
import type { PrintingSocket } from "./printing-socket.ts";

export interface WebClientDeps extends TestPageDeps, CommandDeps {
  readonly handle: Handle;
  readonly newId: () => Id;
  readonly spans: SpanRelay;
}

export function serveWebClient(
  deps: WebClientDeps,
  socket: PrintingSocket,
  user: UserPrincipal,
): void {
  const { handle, newId } = deps;

  for (const event of [clientEvents.test, clientEvents.testAlias])
    handle(socket, event, anyForm("printerId", PrinterTest), async (click) => {
      const correlationId = click.correlationId ?? newId();
      const answer = await printTestPage(deps, user, { ...click, correlationId });
      if (!answer.ok) tellRefused(socket, { ...click, correlationId }, answer.error);
      return answer;
    });

  handle(socket, clientEvents.submit, PrintSubmit, (print) => {
    const correlationId = print.correlationId ?? newId();
    const idempotencyKey = print.idempotencyKey ?? correlationId;
    return submitPrint(deps, user, { ...print, correlationId, idempotencyKey });
  });

  handle(socket, clientEvents.cancel, PrintCancel, ({ jobId }) =>
    cancelJob(deps, user, jobId, newId()),
  );

  const traced = { traced: false };
  handle(socket, clientEvents.click, ClickSpan, (c) => relayClick(deps.spans, user, c), traced);
  serveRooms(handle, socket, user);
}

/** Clients of the older kind ask for no acknowledgement: they wait for a result. */
function tellRefused(
  socket: PrintingSocket,
  { printerId, correlationId }: PrinterTest & { correlationId: CorrelationId },
  { code, message }: Refusal,
): void {
  const result: PrinterTestResult = { printerId, correlationId, success: false, message, code };
  socket.emit(serverEvents.testResult, result);
}

function serveRooms(handle: Handle, socket: PrintingSocket, user: UserPrincipal): void {
  const { join, leave } = branchRooms(socket, user);
  for (const event of [clientEvents.joinBranch, clientEvents.joinBranchAlias])
    handle(socket, event, anyForm("branchId", BranchRoom), join);
  handle(socket, clientEvents.leaveBranch, anyForm("branchId", BranchRoom), leave);
  serveCompanyRoom(handle, socket, user);
}
