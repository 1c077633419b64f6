/** From a NATS message to the use case that answers it; whatever comes in, an `Answer` goes out. */
import {
  accepted,
  CancelPrint,
  CorrelationId,
  headers,
  Id,
  ListJobs,
  ListPrinters,
  parseCommandSubject,
  parsed,
  parseQuerySubject,
  RecordReport,
  refused,
  RegisterAgent,
  SetBackup,
  SetBranchPolicy,
  slotOf,
  SubmitPrint,
  UnregisterAgent,
  type Answer,
} from "@printermaster/contracts";
import { activeTraceId, type Log, type WireRequest } from "@printermaster/runtime";
import { registerAgent, unregisterAgent } from "./fleet/app/register-agent.ts";
import type { FleetDeps } from "./fleet/app/ports.ts";
import { setBackup, setBranchPolicy } from "./fleet/app/set-policies.ts";
import { cancelPrint, type CancelDeps } from "./jobs/app/cancel-print.ts";
import type { JobDeps } from "./jobs/app/ports.ts";
import { recordReport } from "./jobs/app/record-report.ts";
import { submitPrint } from "./jobs/app/submit-print.ts";
import type { ReadModel } from "./read-model/app/ports.ts";

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
  if (isTooOld(deps, request)) return refused("no-answer");
  return safely(deps, "storage-unavailable", () => {
    const { company, branch, verb, correlationId } = subject;
    switch (verb) {
      case "submit": {
        const context = { company, branch, correlationId, traceId: activeTraceId() };
        return take(SubmitPrint, request, (body) => submitPrint(deps.jobs, context, body));
      }
      case "cancel":
        return take(CancelPrint, request, (body) =>
          cancelPrint(deps.cancel, company, branch, body),
        );
      case "report":
        return take(RecordReport, request, (body) =>
          recordReport(deps.jobs, company, branch, body),
        );
      case "hello":
        return take(RegisterAgent, request, (body) =>
          registerAgent(deps.fleet, company, branch, body),
        );
      case "bye":
        return take(UnregisterAgent, request, (body) =>
          unregisterAgent(deps.fleet, company, branch, body),
        );
      case "backup":
        return take(SetBackup, request, (body) => setBackup(deps.fleet, company, branch, body));
      case "policy":
        return take(SetBranchPolicy, request, (body) =>
          setBranchPolicy(deps.fleet, company, branch, body),
        );
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
          accepted({ jobs: await deps.readModel.jobs(company, query) }),
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

function isTooOld({ jobs }: RequestDeps, { headers: all }: WireRequest): boolean {
  const expires = Number(all?.get(headers.expires) || Infinity);
  return jobs.now().getTime() > expires + SKEW_MS;
}

const namesHelp =
  "print.v1.<slot>.cmd.<company>.<branch>.<verb>.<correlationId>; see docs/architecture.md";

const namesAreValid = (subject: {
  slot: string;
  company: string;
  branch: string;
  correlationId: string;
}) =>
  Id.safeParse(subject.company).success &&
  Id.safeParse(subject.branch).success &&
  CorrelationId.safeParse(subject.correlationId).success &&
  slotOf(subject.company) === subject.slot;

async function take<T>(
  schema: Parameters<typeof parsed<T>>[0],
  request: WireRequest,
  use: (body: T) => Promise<Answer<unknown>>,
): Promise<Answer<unknown>> {
  const body = parsed(schema, request.body);
  return body.ok ? await use(body.value) : body;
}

/** What an adapter throws becomes an answer that says whether to try again, never silence. */
async function safely(
  { log }: RequestDeps,
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
