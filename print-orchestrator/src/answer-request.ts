/** From a NATS message to the use case that answers it; whatever comes in, an `Answer` goes out. */
import {
  accepted,
  CorrelationId,
  headers,
  Id,
  ListDeadLetters,
  ListJobs,
  ListPrinters,
  parseCommandSubject,
  parseQuerySubject,
  ReadJob,
  RecordReport,
  refused,
  slotOf,
  SubmitPrint,
  type Answer,
} from "@printermaster/contracts";
import { activeTraceId, type Log, type WireRequest } from "@printermaster/runtime";
import { answerAboutFleet } from "./answer-about-fleet.ts";
import { answerAboutJob } from "./answer-about-job.ts";
import type { FleetDeps } from "./fleet/app/ports.ts";
import type { CancelDeps } from "./jobs/app/cancel-print.ts";
import type { JobDeps } from "./jobs/app/ports.ts";
import { recordReport } from "./jobs/app/record-report.ts";
import { submitPrint } from "./jobs/app/submit-print.ts";
import type { ReadModel } from "./read-model/app/ports.ts";
import { take } from "./take-body.ts";

export interface RequestDeps {
  readonly jobs: JobDeps;
  readonly cancel: CancelDeps;
  readonly fleet: FleetDeps;
  readonly readModel: ReadModel;
  readonly log: Log;
}

export async function answerCommand(
  deps: RequestDeps,
  request: WireRequest,
): Promise<Answer<unknown>> {
  const subject = parseCommandSubject(request.subject);
  if (!subject || !namesAreValid(subject)) return refused("invalid-subject", namesHelp);
  if (request.body === undefined) return refused("malformed-json");
  // A process that was frozen finds old commands when it wakes; an old hello would take a session back.
  if (isTooOld(deps.jobs.now, request)) return refused("no-answer");
  return safely(deps, "storage-unavailable", () => {
    const { company, branch, verb, correlationId } = subject;
    const context = { company, branch, correlationId, traceId: activeTraceId() };
    switch (verb) {
      case "submit":
        return take(SubmitPrint, request, (body) => submitPrint(deps.jobs, context, body));
      case "cancel":
      case "retry":
      case "reprint":
      case "discard":
        return answerAboutJob(deps, context, verb, request);
      case "report":
        return take(RecordReport, request, (body) =>
          recordReport(deps.jobs, company, branch, body),
        );
      case "hello":
      case "bye":
      case "printers":
      case "backup":
      case "policy":
        return answerAboutFleet(deps, context, verb, request);
      default:
        return Promise.resolve(refused("unknown-verb"));
    }
  });
}

export async function answerQuery(
  deps: RequestDeps,
  request: WireRequest,
): Promise<Answer<unknown>> {
  const subject = parseQuerySubject(request.subject);
  if (!subject || slotOf(subject.company) !== subject.slot) return refused("invalid-subject");
  const { company } = subject;
  return safely(deps, "read-model-unavailable", () => {
    switch (subject.name) {
      case "jobs":
        return take(ListJobs, request, async (query) =>
          accepted(await deps.readModel.jobs(company, query)),
        );
      case "job":
        return take(ReadJob, request, async (query) => {
          const found = await deps.readModel.job(company, query);
          return found ? accepted(found) : refused("unknown-job");
        });
      case "dead-letters":
        return take(ListDeadLetters, request, async (query) =>
          accepted({ jobs: await deps.readModel.deadLetters(company, query) }),
        );
      case "printers":
        return take(ListPrinters, request, async (query) =>
          accepted({ printers: await deps.readModel.printers(company, query) }),
        );
      default:
        return Promise.resolve(refused("unknown-verb"));
    }
  });
}

/** More than clocks may differ, less than a gateway waits. */
const SKEW_MS = 2000;

export function isTooOld(now: () => Date, { headers: all }: WireRequest): boolean {
  const expires = Number(all?.get(headers.expires) || Infinity);
  return now().getTime() > expires + SKEW_MS;
}

const namesHelp =
  "print.v1.<slot>.cmd.<company>.<branch>.<verb>.<correlationId>; see docs/architecture.md";

export const namesAreValid = (subject: {
  slot: string;
  company: string;
  branch: string;
  correlationId: string;
}) =>
  Id.safeParse(subject.company).success &&
  Id.safeParse(subject.branch).success &&
  CorrelationId.safeParse(subject.correlationId).success &&
  slotOf(subject.company) === subject.slot;

/** What an adapter throws becomes an answer that says whether to try again, never silence. */
export async function safely(
  { log }: Pick<RequestDeps, "log">,
  code: "storage-unavailable" | "read-model-unavailable",
  work: () => Promise<Answer<unknown>>,
): Promise<Answer<unknown>> {
  try {
    return await work();
  } catch (error) {
    log.error({ err: error }, "a request could not be served");
    return refused(code);
  }
}
