/** What a signed-in person's page may say on `/printing-ws`. */
import {
  accepted,
  BranchRoom,
  clientEvents,
  ClickSpan,
  PrintCancel,
  PrinterTest,
  PrintSubmit,
  refused,
  serverEvents,
  type CorrelationId,
  type Id,
  type PrinterTestResult,
  type Refusal,
} from "@printermaster/contracts";
import { mayUse, type UserPrincipal } from "../domain/principal.ts";
import { cancelJob, type CommandDeps } from "../jobs/app/cancel-job.ts";
import { printTestPage, type TestPageDeps } from "../jobs/app/print-test-page.ts";
import { submitPrint } from "../jobs/app/submit-print.ts";
import { roomOf } from "../live/domain/rooms.ts";
import { relayClick, type SpanRelay } from "../telemetry/app/relay-spans.ts";
import { anyForm } from "./any-form.ts";
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

/** Everybody starts in all of their branches, and may leave and come back. */
function serveRooms(handle: Handle, socket: PrintingSocket, user: UserPrincipal): void {
  const room = (branch: Id) => roomOf(user.company, branch);
  for (const { id } of user.branches) void socket.join(room(id));

  for (const event of [clientEvents.joinBranch, clientEvents.joinBranchAlias])
    handle(socket, event, anyForm("branchId", BranchRoom), async ({ branchId }) => {
      if (!mayUse(user, branchId)) return refused("forbidden");
      await socket.join(room(branchId));
      return accepted({ branchId });
    });

  handle(
    socket,
    clientEvents.leaveBranch,
    anyForm("branchId", BranchRoom),
    async ({ branchId }) => {
      await socket.leave(room(branchId));
      return accepted({ branchId });
    },
  );
}
