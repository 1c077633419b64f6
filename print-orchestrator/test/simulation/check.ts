/** What must be true of a world that has come to rest. */
import { hasEnded, subjects, type AgentState } from "@printermaster/contracts";
import { isDeepStrictEqual } from "node:util";
import { printJob, type PrintJob } from "../../src/jobs/domain/print-job.ts";
import type { Inhabitants } from "./chaos.ts";
import { rulesAreKept } from "./check-rules.ts";
import { NO_SUCH_PRINTER } from "./clients.ts";
import { documentSubject, jobSubject, type JobEntry } from "./log-ports.ts";
import { BRANCH, COMPANY, type Sheet, type Take, type World } from "./world.ts";

export interface Violation {
  readonly kind: string;
  readonly jobId: string;
  readonly text: string;
}

export interface Stored extends JobEntry {
  readonly storedAt: number;
}

export function check(world: World, inhabitants: Inhabitants): readonly Violation[] {
  const histories = Map.groupBy(
    world.logs.jobs.messages.map(({ body, storedAt }) => ({ ...body, storedAt })),
    ({ state }) => state.jobId,
  );
  const takes = Map.groupBy(world.takes, ({ jobId }) => jobId);
  const sheets = Map.groupBy(world.paper, ({ jobId }) => jobId);
  return [
    ...world.violations,
    ...acceptedAreStored(world, inhabitants),
    ...[...histories].flatMap(([jobId, history]) => [
      ...historyIsLawful(jobId, history),
      ...nothingHangs(world, jobId, history),
      ...heldMeansUndelivered(jobId, history, takes.get(jobId) ?? []),
      ...paperAgrees(world, inhabitants, jobId, history, sheets.get(jobId) ?? []),
    ]),
    ...world.paper.flatMap((sheet) => [...sheetIsDue(sheet, histories.get(sheet.jobId))]),
    ...paperIsInOrder(world, histories),
    ...rulesAreKept(world, inhabitants, histories, sheets),
    ...nothingIsLeft(world, inhabitants),
  ];
}

function* acceptedAreStored(world: World, { clients }: Inhabitants): Iterable<Violation> {
  for (const jobId of clients.accepted)
    if (!world.logs.jobs.last(jobSubject({ company: COMPANY, branch: BRANCH, jobId })))
      yield { kind: "accepted, not stored", jobId, text: "the log has no such job" };
}

function* historyIsLawful(jobId: string, history: readonly Stored[]): Iterable<Violation> {
  let job: PrintJob;
  for (const { event, state } of history) {
    const { type } = event;
    if (job && type === "PrintSubmitted")
      yield { kind: "submitted twice", jobId, text: `after ${job.status}` };
    if (job && hasEnded(job.status) && job.reason !== "print-result-unknown")
      yield { kind: "ended twice", jobId, text: `${type} after ${job.reason}` };
    job = printJob.evolve(job, event);
    if (!isDeepStrictEqual(plain(job), plain(state)))
      yield { kind: "state is not the fold", jobId, text: `${type}: ${JSON.stringify(state)}` };
  }
  if (job && !hasEnded(job.status)) yield { kind: "never ended", jobId, text: job.status };
  if (job?.printerId === NO_SUCH_PRINTER) yield { kind: "refused, yet stored", jobId, text: "" };
}

const plain = (state: unknown): unknown => JSON.parse(JSON.stringify(state));

/** Longer than a restart, a lease, and the longest pause between two tries. */
const RECOVERED_MS = 40_000;

/** Where all is well, and has been for a while, no deadline passes. */
function* nothingHangs(
  { wellSince, logs }: World,
  jobId: string,
  history: readonly Stored[],
): Iterable<Violation> {
  const last = history.at(-1);
  if (last?.event.type !== "PrintExpired" || last.event.data.cause === "backlog") return;
  // Without its own document it was never accepted, and may only expire.
  const document = logs.documents.last(documentSubject(last.state));
  if (document?.body.bodyHash !== last.state.bodyHash) return;
  const well = Date.parse(last.state.expiresAt) - wellSince;
  if (well > RECOVERED_MS)
    yield { kind: "expired although all was well", jobId, text: `${well} ms` };
}

/** Pending again after its dispatch says that nobody got it: from there it may be canceled, expire, or go out again. */
function* heldMeansUndelivered(
  jobId: string,
  history: readonly Stored[],
  takes: readonly Take[],
): Iterable<Violation> {
  for (const [at, { event, state, storedAt }] of history.entries()) {
    const pending = event.type === "PrintHeld" && state.status === "pending-held";
    if (!pending || state.attempt === 0 || state.attemptOver) continue;
    const again = history.slice(at).find((later) => later.event.type === "PrintDispatched");
    const taken = takes.find(
      (take) => take.attempt === state.attempt && take.at < (again?.storedAt ?? Infinity),
    );
    if (taken)
      yield { kind: "held although delivered", jobId, text: `${storedAt - taken.at} ms later` };
  }
}

function* paperAgrees(
  world: World,
  inhabitants: Inhabitants,
  jobId: string,
  history: readonly Stored[],
  sheets: readonly Sheet[],
): Iterable<Violation> {
  const last = history.at(-1)?.state;
  const risen = sheets.some(({ fromOldDisk }) => fromOldDisk);
  const times = `${sheets.length} times`;
  if (sheets.length > 1)
    yield { kind: risen ? "paper twice by an old disk" : "paper twice", jobId, text: times };
  if (last?.status === "completed" && sheets.length === 0)
    yield { kind: "completed without paper", jobId, text: "" };
  if (!last || sheets.length === 0) return;
  const another = sheets.some(
    ({ disk }) => !inhabitants.agents.some(({ spool }) => spool === disk),
  );
  const { status, reason } = last;
  if (status === "canceled")
    yield { kind: canceledHow(world, history, another), jobId, text: times };
  if (reason === "job-expired" || reason === "aborted-by-system")
    yield { kind: another ? "failed by another disk" : "failed with paper", jobId, text: reason };
}

function canceledHow({ revoked }: World, history: readonly Stored[], another: boolean): string {
  const asked = history.some(({ event }) => event.type === "PrintCancelRequested");
  if (asked && another) return "canceled by another disk";
  // Canceled by a hold: "nobody got it".
  if (asked && !revoked.has(history[0]?.state.jobId ?? "")) return "held although delivered";
  return "canceled with paper";
}

function* sheetIsDue(
  { jobId, dispatched, document }: Sheet,
  history: readonly Stored[] | undefined,
): Iterable<Violation> {
  const submitted = history?.[0]?.state;
  if (!submitted) return yield { kind: "printed, never submitted", jobId, text: "" };
  if (!dispatched) yield { kind: "printed before it was dispatched", jobId, text: "" };
  const printed = JSON.stringify([submitted.printerId, submitted.class, document]);
  if (submitted.bodyHash !== printed) yield { kind: "printed another body", jobId, text: printed };
}

/** Among jobs that went straight through, in one life of their agent. */
function* paperIsInOrder(
  world: World,
  histories: ReadonlyMap<string, readonly Stored[]>,
): Iterable<Violation> {
  const submitted = new Map([...histories.keys()].map((jobId, place) => [jobId, place]));
  const straight = world.paper.filter(({ jobId }) =>
    wentStraight(world, histories.get(jobId) ?? []),
  );
  const lanes = Map.groupBy(straight, ({ printerId, life }) => `${printerId} ${life}`);
  for (const lane of lanes.values())
    for (const [at, { jobId }] of lane.entries()) {
      const before = lane[at - 1];
      if (before && submitted.get(before.jobId)! > submitted.get(jobId)!)
        yield { kind: "out of order", jobId, text: `printed after ${before.jobId}` };
    }
}

const LATE_MS = 5000;
const STRAIGHT = ["PrintSubmitted", "PrintHeld", "PrintDispatched", "PrintCompleted"];

/** Others need not wait for a document that is late: nobody was told "accepted" yet. */
function wentStraight({ logs }: World, history: readonly Stored[]): boolean {
  const submitted = history[0]?.state;
  if (!submitted || !history.every(({ event }) => STRAIGHT.includes(event.type))) return false;
  const document = logs.documents.last(documentSubject(submitted));
  return document !== undefined && document.storedAt - Date.parse(submitted.submittedAt) < LATE_MS;
}

function* nothingIsLeft(world: World, { cluster, agents }: Inhabitants): Iterable<Violation> {
  for (const { state } of cluster.owner?.reign?.work.open() ?? [])
    yield { kind: "open work is left", jobId: state.jobId, text: state.status };
  for (const { agentId, session, spool } of agents) {
    const subject = subjects.fleetAgent(COMPANY, BRANCH, agentId);
    const known = world.logs.fleet.last(subject)?.body.state as AgentState | undefined;
    if (!session || known?.session !== session || !known.connected)
      yield { kind: "agent is not known", jobId: "", text: `${agentId}: ${JSON.stringify(known)}` };
    if (spool.open().length > 0) yield { kind: "reports are left", jobId: "", text: agentId };
  }
}
