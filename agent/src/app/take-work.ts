/** What the bridge may ask of an agent: take a job, tell about one, revoke one. */
import {
  accepted,
  refused,
  type AgentJob,
  type AgentQuery,
  type AgentRevoke,
  type Answer,
  type JobKnown,
  type JobTaken,
  type RevokeResult,
} from "@printermaster/contracts";
import { activeTraceparent, inSpan, type Log } from "@printermaster/runtime";
import { knownAs, notRevocable, takenAs } from "../domain/answers.ts";
import { deadlineOf } from "./deadline.ts";
import { execute } from "./execute.ts";
import type { Bridge, Now, SignReport, Spool } from "./ports.ts";
import { attributesOf } from "./span-attributes.ts";

export interface WorkDesk {
  readonly take: (job: AgentJob) => Promise<Answer<JobTaken>>;
  readonly tell: (query: AgentQuery) => Answer<JobKnown>;
  readonly revoke: (revoke: AgentRevoke) => Answer<RevokeResult>;
}

export interface WorkDeskNeeds {
  readonly spool: Spool;
  readonly printers: readonly string[];
  readonly bridge: Pick<Bridge, "progress">;
  readonly sign: SignReport;
  /** Told after the commit, so that the printer's lane and the outbox look into the spool again. */
  readonly onWork: (printerId: string) => void;
  readonly now: Now;
  readonly log: Log;
}

export function openWorkDesk(needs: WorkDeskNeeds): WorkDesk {
  return {
    take: (job) =>
      inSpan(
        "agent.job",
        { kind: "SERVER", parent: job.traceparent, attributes: attributesOf(job) },
        async (span) => {
          const answer = take(needs, job);
          const taken = answer.ok ? answer.value : undefined;
          span.setAttribute("print.outcome", taken?.outcome?.result ?? stateOf(answer));
          return answer;
        },
      ),
    tell: ({ jobId }) => accepted(signedIfEnded(needs, jobId)),
    revoke: (command) => revoke(needs, command),
  };
}

/** What it tells of an outcome is worth no less than its report. */
function signedIfEnded({ spool, sign }: WorkDeskNeeds, jobId: string): JobKnown {
  const known = knownAs(spool.historyOf(jobId));
  if (!known.known || !known.outcome) return known;
  const { attempt, outcome } = known;
  return { ...known, signed: sign({ jobId, attempt, outcome }) };
}

const stateOf = (answer: Answer<JobTaken>): string =>
  answer.ok ? answer.value.state : answer.error.code;

function take(needs: WorkDeskNeeds, job: AgentJob): Answer<JobTaken> {
  const { spool, printers, now } = needs;
  const { jobId, attempt, correlationId } = job;
  const log = needs.log.child({ jobId, correlationId });
  const openWork = spool.countOpenWork();
  const deadline = deadlineOf(job);
  const givesBack = spool.givesBack(job.printerId);
  const state = { deadline, printers, openWork, givesBack, now: now() };
  const command = { type: "Take", job, ...state } as const;
  const done = execute(spool, jobId, command, activeTraceparent());
  if ("refused" in done) {
    log.warn({ event: "job-refused", attempt, code: done.refused }, "refused a job");
    return refused(done.refused);
  }
  const taken = takenAs(done.history, attempt);
  if (done.events.length === 0) log.info({ event: "job-repeated", attempt }, "heard a job again");
  else if (done.events[0]?.type === "JobSpooled") announce(needs, job, taken, log);
  else resume(needs, job, taken, log);
  return accepted({ ...taken, counter: spool.counter() });
}

function resume(needs: WorkDeskNeeds, job: AgentJob, { state }: JobTaken, log: Log): void {
  log.info({ event: "job-released", attempt: job.attempt, state }, "goes on with a job");
  needs.onWork(job.printerId);
}

function announce(needs: WorkDeskNeeds, job: AgentJob, taken: JobTaken, log: Log): void {
  const { jobId, attempt, printerId } = job;
  log.info({ event: "job-spooled", attempt, printerId, state: taken.state }, "spooled a job");
  needs.bridge.progress({ jobId, attempt, step: "spooled" });
  needs.onWork(printerId);
}

function revoke(needs: WorkDeskNeeds, { jobId, attempt }: AgentRevoke): Answer<RevokeResult> {
  const done = execute(needs.spool, jobId, { type: "Revoke", attempt });
  const result = "refused" in done ? notRevocable(done.history, attempt) : { revoked: true };
  needs.log.info({ event: "revoke", jobId, attempt, ...result }, "was asked to revoke");
  return accepted({ ...result, counter: needs.spool.counter() });
}
