/** The one way a print enters, whether by socket or by HTTP. */
import {
  accepted,
  MAX_DOCUMENT_BYTES,
  refused,
  type Answer,
  type CorrelationId,
  type CreateJob,
  type Submitted,
} from "@printermaster/contracts";
import { whyUnreadable } from "@printermaster/receipts";
import { activeTraceId, type Log } from "@printermaster/runtime";
import { permitted } from "../../accounts/domain/permissions.ts";
import { actorOf, chooseBranch, type Caller } from "../../domain/principal.ts";
import type { PrintCommands } from "./ports.ts";

export interface SubmitDeps {
  readonly commands: PrintCommands;
  readonly log: Log;
}

export interface SubmitRequest extends CreateJob {
  readonly correlationId: CorrelationId;
  readonly idempotencyKey: string;
}

export type SubmitAnswer = Answer<
  Submitted & { readonly correlationId: CorrelationId; readonly traceId: string | undefined }
>;

export async function submitPrint(
  { commands, log }: SubmitDeps,
  user: Caller,
  request: SubmitRequest,
): Promise<SubmitAnswer> {
  const allowed = permitted(user, "print");
  if (!allowed.ok) return allowed;
  const branch = chooseBranch(user, request.branchId);
  if (!branch.ok) return branch;
  if (Buffer.byteLength(JSON.stringify(request.document)) > MAX_DOCUMENT_BYTES)
    return refused("document-too-large");
  const wrong = whyUnreadable(request.document);
  if (wrong !== undefined)
    return refused("invalid-payload", [{ field: "document", message: wrong }]);
  const { printerId, document, deadlineSeconds, idempotencyKey, correlationId } = request;
  const address = { company: user.company, branch: branch.value.id, correlationId };
  const answer = await commands.submit(address, {
    idempotencyKey,
    printerId,
    class: request.class ?? "receipt",
    title: request.title ?? "",
    document,
    deadlineSeconds,
    submittedBy: actorOf(user),
  });
  const outcome = answer.ok
    ? { jobId: answer.value.job.jobId, replayed: answer.value.replayed }
    : { code: answer.error.code };
  log.info({ event: "submit", ...address, printerId, user: user.id, ...outcome }, "submit");
  return answer.ok
    ? accepted({ ...answer.value, correlationId, traceId: activeTraceId() })
    : answer;
}
