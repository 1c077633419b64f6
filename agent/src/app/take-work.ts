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
import type { AttemptEvent } from "../domain/attempts.ts";
import { deadlineOf } from "./deadline.ts";
import { execute } from "./execute.ts";
import type { Bridge, Now, SignReport, Spool } from "./ports.ts";
import { TakeTogether } from "./take-together.ts";
import { attributesOf } from "./span-attributes.ts";

export interface WorkDesk {
  /** What was asked so far is on the disk when this returns. */
  readonly settle: () => void;
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
  const together = new TakeTogether(needs.spool);
  return {
    settle: () => together.settle(),
    take: (job) =>
      inSpan(
        "agent.job",
        { kind: "SERVER", parent: job.traceparent, attributes: attributesOf(job) },
        async (span) => {
          const trace = activeTraceparent();
          const answer = await new Promise<Answer<JobTaken>>((done, failed) =>
            together.add(() => {
              const { answer, onDisk } = take(needs, job, trace);
              return () => (onDisk(), done(answer));
            }, failed),
          );
          const taken = answer.ok ? answer.value : undefined;
          span.setAttribute("print.outcome", taken?.outcome?.result ?? stateOf(answer));
          return answer;
        },
      ),
    tell: ({ jobId }) => (together.settle(), accepted(signedIfEnded(needs, jobId))),
    revoke: (command) => (together.settle(), revoke(needs, command)),
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

interface Taken {
  readonly answer: Answer<JobTaken>;
  readonly onDisk: () => void;
}

function take(needs: WorkDeskNeeds, job: AgentJob, trace: string | undefined): Taken {
  const { spool, printers, now } = needs;
  const { jobId, attempt, correlationId } = job;
  const log = needs.log.child({ jobId, correlationId });
  const openWork = spool.countOpenWork();
  const deadline = deadlineOf(job);
  const givesBack = spool.givesBack(job.printerId);
  const state = { deadline, printers, openWork, givesBack, now: now() };
  const done = execute(spool, jobId, { type: "Take", job, ...state }, trace);
  if ("refused" in done) {
    log.warn({ event: "job-refused", attempt, code: done.refused }, "refused a job");
    return { answer: refused(done.refused), onDisk: () => {} };
  }
  const taken = takenAs(done.history, attempt);
  const answer = accepted({ ...taken, counter: spool.counter() });
  return { answer, onDisk: () => follow(needs, job, taken, done.events, log) };
}

function follow(
  needs: WorkDeskNeeds,
  job: AgentJob,
  taken: JobTaken,
  [first]: readonly AttemptEvent[],
  log: Log,
): void {
  const { attempt } = job;
  if (first === undefined) log.info({ event: "job-repeated", attempt }, "heard a job again");
  else if (first.type === "JobSpooled") announce(needs, job, taken, log);
  else resume(needs, job, taken, log);
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
