/** What must be true of a world that has come to rest. */
import {
  bannerOf,
  hasEnded,
  subjects,
  type AgentState,
  type PrinterState,
} from "@printermaster/contracts";
import { isDeepStrictEqual } from "node:util";
import { printJob, type PrintJob } from "../../src/jobs/domain/print-job.ts";
import { breakersAreKept, coolsUntil } from "./check-breakers.ts";
import type { Inhabitants } from "./chaos.ts";
import { rulesAreKept } from "./check-rules.ts";
import { NO_SUCH_PRINTER } from "./clients.ts";
import { documentSubject, jobSubject, type JobEntry } from "./log-ports.ts";
import { checkRepeats } from "./check-repeats.ts";
import type { People } from "./people.ts";
import { BRANCH, COMPANY, type Sheet, type Take, type Violation, type World } from "./world.ts";

export type { Violation } from "./world.ts";

export interface Stored extends JobEntry {
  readonly storedAt: number;
}

export function check(
  world: World,
  inhabitants: Inhabitants,
  people?: People,
): readonly Violation[] {
  const histories = Map.groupBy(
    world.logs.jobs.messages
      .filter(({ body }) => !body.poisoned)
      .map(({ body, storedAt }) => ({ ...body, storedAt })),
    ({ state }) => state.jobId,
  );
  const last = new Map(world.logs.jobs.messages.map(({ body: { state } }) => [state.jobId, state]));
  const takes = Map.groupBy(world.takes, ({ jobId }) => jobId);
  const sheets = Map.groupBy(world.paper, ({ jobId }) => jobId);
  return [
    ...world.violations,
    ...acceptedAreStored(world, inhabitants),
    ...[...histories].flatMap(([jobId, history]) => [
      ...historyIsLawful(jobId, history),
      ...nothingHangs(world, jobId, history),
      ...heldMeansUndelivered(jobId, history, takes.get(jobId) ?? []),
      ...paperAgrees(world, jobId, history, sheets.get(jobId) ?? []),
    ]),
    ...world.paper.flatMap((sheet) => [...sheetIsDue(sheet, histories)]),
    ...checkRepeats(world, inhabitants.clients, last, people),
    ...paperIsInOrder(world, histories),
    ...breakersAreKept(world),
    ...rulesAreKept(world, inhabitants, histories, sheets),
    ...nothingIsLeft(world, inhabitants),
    ...soundDisksAreTrusted(world),
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
    const byHand = type === "PrintRetried" || type === "PrintDiscarded";
    if (job && hasEnded(job.status) && job.reason !== "print-result-unknown" && !byHand)
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
  const last = history.find(
    ({ event }) => event.type === "PrintExpired" && event.data.cause === "deadline",
  );
  if (!last) return;
  // Without its own document it was never accepted, and may only expire.
  const document = logs.documents.last(documentSubject(last.state));
  if (document?.body.bodyHash !== last.state.bodyHash || !document.body.document) return;
  const since = Math.max(wellSince, coolsUntil(logs, last.state.printerId));
  const well = Date.parse(last.state.expiresAt) - since;
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
  jobId: string,
  history: readonly Stored[],
  sheets: readonly Sheet[],
): Iterable<Violation> {
  const last = history.at(-1)?.state;
  const times = `${sheets.length} times`;
  if (sheets.length > 1) yield { kind: "paper twice", jobId, text: times };
  if (last?.status === "completed" && sheets.length === 0)
    yield { kind: "completed without paper", jobId, text: "" };
  if (!last || sheets.length === 0) return;
  const { status, reason } = last;
  if (status === "canceled") yield { kind: canceledHow(world, history), jobId, text: times };
  if (reason === "job-expired" || reason === "aborted-by-system")
    yield { kind: "failed with paper", jobId, text: reason };
}

function canceledHow({ revoked }: World, history: readonly Stored[]): string {
  const asked = history.some(({ event }) => event.type === "PrintCancelRequested");
  // Canceled by a hold: "nobody got it".
  if (asked && !revoked.has(history[0]?.state.jobId ?? "")) return "held although delivered";
  return "canceled with paper";
}

function* sheetIsDue(
  { jobId, attempt, dispatched, document, banner }: Sheet,
  histories: ReadonlyMap<string, readonly Stored[]>,
): Iterable<Violation> {
  const history = histories.get(jobId) ?? [];
  const submitted = histories.get(history[0]?.state.copyOf ?? jobId)?.[0]?.state;
  if (!submitted) return yield { kind: "printed, never submitted", jobId, text: "" };
  if (!dispatched) yield { kind: "printed before it was dispatched", jobId, text: "" };
  const printed = JSON.stringify([submitted.printerId, submitted.class, document]);
  if (submitted.bodyHash !== printed) yield { kind: "printed another body", jobId, text: printed };
  const sent = history.find(
    ({ event }) => event.type === "PrintDispatched" && event.data.attempt === attempt,
  );
  const due = sent && bannerOf(sent.state);
  if (sent && !isDeepStrictEqual(banner, due))
    yield {
      kind: "printed under another banner",
      jobId,
      text: `${banner?.join()} for ${due?.join()}`,
    };
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
  for (const { agentId, session, spool, printerIds } of agents) {
    const subject = subjects.fleetAgent(COMPANY, BRANCH, agentId);
    const known = world.logs.fleet.last(subject)?.body.state as AgentState | undefined;
    if (!session || known?.session !== session || !known.connected)
      yield { kind: "agent is not known", jobId: "", text: `${agentId}: ${JSON.stringify(known)}` };
    for (const printerId of printerIds) yield* printerIsKnown(world, agentId, printerId);
    if (spool.isBusy()) yield { kind: "reports are left", jobId: "", text: agentId };
  }
}

/** A hello that is taken up after a later one of its agent looks as if its disk were old: that is the safe side. */
function* soundDisksAreTrusted({ logs, oldDisks }: World): Iterable<Violation> {
  const latest = new Map<string, number>();
  for (const { type, state } of logs.fleet.messages.map(({ body }) => body)) {
    if (!("session" in state)) continue;
    const { agentId, session } = state;
    const place = oldDisks.placeOf(session);
    const isLate = place < (latest.get(agentId) ?? 0);
    if (!isLate) latest.set(agentId, place);
    if (type === "AgentSpoolRestored" && !isLate && !oldDisks.isOld(session))
      yield { kind: "a sound disk was called old", jobId: "", text: session };
  }
}

function* printerIsKnown({ logs }: World, owner: string, printerId: string): Iterable<Violation> {
  const subject = subjects.fleetPrinter(COMPANY, BRANCH, printerId);
  const known = logs.fleet.last(subject)?.body.state as PrinterState | undefined;
  const is = known && [known.agentId, known.state, known.removed];
  if (!isDeepStrictEqual(is, [owner, "idle", false]))
    yield { kind: "printer is not known", jobId: "", text: `${printerId}: ${JSON.stringify(is)}` };
}
