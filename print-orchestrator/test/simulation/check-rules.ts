/** What must be true of backlog rules, slips, marked copies and backup printers. */
import { policyOf, type JobState } from "@printermaster/contracts";
import { POLICY } from "../../src/saga/app/print-copy.ts";
import type { Inhabitants } from "./chaos.ts";
import type { Stored, Violation } from "./check.ts";
import { documentSubject } from "./log-ports.ts";
import { BRANCH, COMPANY, type Sheet, type World } from "./world.ts";

type Histories = ReadonlyMap<string, readonly Stored[]>;
type Sheets = ReadonlyMap<string, readonly Sheet[]>;

export function* rulesAreKept(
  world: World,
  { clients }: Inhabitants,
  histories: Histories,
  sheets: Sheets,
): Iterable<Violation> {
  yield* slipsAreTrue(histories, sheets);
  yield* copiesAreDue(world, clients.lostDocuments, histories);
  for (const [jobId, history] of histories) {
    yield* drawersAreKickedOnce(jobId, history);
    for (const sheet of sheets.get(jobId) ?? []) yield* paperIsAtItsPrinter(history, sheet);
  }
}

/** A job is on paper, or on one slip; a slip tells of nothing else. */
function* slipsAreTrue(histories: Histories, sheets: Sheets): Iterable<Violation> {
  const listings = new Map<string, number>();
  for (const history of histories.values())
    // A slip that is tried again is the same slip.
    for (const listed of (history[0]?.state.retryOf ? undefined : history[0]?.state.lists) ?? []) {
      listings.set(listed, (listings.get(listed) ?? 0) + 1);
      const last = histories.get(listed)?.at(-1)?.state;
      if (!last?.listedOn) yield { kind: "on a slip, not dropped", jobId: listed, text: "" };
    }
  for (const [jobId, history] of histories) {
    const times = listings.get(jobId) ?? 0;
    const dropped = history.at(-1)?.state.listedOn !== undefined;
    if (dropped && times !== 1) yield { kind: "not on one slip", jobId, text: `${times} times` };
    if (times > 0 && sheets.has(jobId)) yield { kind: "listed and printed", jobId, text: "" };
  }
}

function* copiesAreDue(
  { policies, logs }: World,
  lost: ReadonlySet<string>,
  histories: Histories,
): Iterable<Violation> {
  const copies = Map.groupBy(
    [...histories.values()].flatMap(([first]) => (first?.state.copyOf ? [first.state] : [])),
    ({ copyOf }) => copyOf!,
  );
  const branch = { company: COMPANY, branch: BRANCH, policies: policies ?? {}, setAt: "" };
  const wanted = ({ class: jobClass, copyOf }: JobState) =>
    policyOf(branch, jobClass).unknown === "reprint" && !copyOf;
  for (const [jobId, history] of histories) {
    const all = copies.get(jobId) ?? [];
    const { length } = all.filter(({ submittedBy }) => submittedBy.id === POLICY.id);
    const last = history.at(-1)!.state;
    const unknown = history.some(({ state }) => state.reason === "print-result-unknown");
    if (length > 1) yield { kind: "copied twice", jobId, text: `${length} times` };
    if (length > 0 && !(unknown && wanted(last)))
      yield { kind: "copied for no reason", jobId, text: last.reason };
    const stored = logs.documents.last(documentSubject(last));
    const hasDocument = stored && !stored.body.poisoned && !lost.has(jobId);
    if (all.length === 0 && last.reason === "print-result-unknown" && wanted(last) && hasDocument)
      yield { kind: "not copied", jobId, text: "" };
  }
}

function* drawersAreKickedOnce(jobId: string, history: readonly Stored[]): Iterable<Violation> {
  if (history[0]?.state.class !== "drawer") return;
  const sent = history.filter(({ event }) => event.type === "PrintDispatched").length;
  if (sent > 1) yield { kind: "drawer kicked again", jobId, text: `${sent} times` };
  if (history.some(({ event }) => event.type === "PrintRerouted"))
    yield { kind: "another drawer kicked", jobId, text: "" };
}

function* paperIsAtItsPrinter(history: readonly Stored[], sheet: Sheet): Iterable<Violation> {
  const { jobId, attempt, printerId } = sheet;
  const sent = history.find(
    ({ event }) => event.type === "PrintDispatched" && event.data.attempt === attempt,
  )?.state;
  if (sent && sent.printerId !== printerId)
    yield { kind: "printed elsewhere", jobId, text: `${printerId}, not ${sent.printerId}` };
}
