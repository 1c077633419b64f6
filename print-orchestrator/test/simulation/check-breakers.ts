/** A circuit breaker is kept by whoever owns the saga: told from both logs, in the order in which they were written. */
import {
  hasEnded,
  isDeviceFailure,
  type Breaker,
  type JobState,
  type PrinterState,
} from "@printermaster/contracts";
import type { JobEntry, Logs } from "./log-ports.ts";
import type { Message } from "./streams.ts";
import type { Violation, World } from "./world.ts";

/** The last moment until which the breaker of this printer was meant to stay open. */
export const coolsUntil = ({ fleet }: Logs, printerId: string): number =>
  Math.max(
    0,
    ...fleet.messages.map(({ body: { type, state } }) => {
      const breaker = "breaker" in state && state.printerId === printerId && state.breaker;
      if (type !== "BreakerOpened" || !breaker || breaker.state !== "open") return 0;
      return Date.parse(breaker.retryAt);
    }),
  );

/** What is known of one printer while both logs are read side by side. */
interface Reading {
  breaker: Breaker;
  /** Of the device, with the place of each in the log. */
  readonly outcomes: { readonly sequence: number; readonly completed: boolean }[];
  completed: number;
  /** Its jobs, as the log has them by now. */
  readonly jobs: Map<string, { readonly sequence: number; readonly state: JobState }>;
  /** The job of the last probe, as the log has it by now. */
  probe: JobEntry | undefined;
}

export function breakersAreKept({ logs }: World): readonly Violation[] {
  const printers = new Map<string, Reading>();
  const all = [...logs.fleet.messages, ...logs.jobs.messages].sort(
    (one, other) => one.storedAt - other.storedAt,
  );
  return all.flatMap((message): readonly Violation[] => {
    const { state } = message.body;
    if (!("printerId" in state)) return [];
    const { printerId } = state;
    const known = printers.get(printerId) ?? nothingYet();
    printers.set(printerId, known);
    if ("breaker" in state) return [...changed(known, state, message.storedAt)];
    // Rerouted, it is another printer's.
    for (const other of printers.values()) other.jobs.delete(state.jobId);
    return [...told(known, message as Message<JobEntry>)];
  });
}

const nothingYet = (): Reading => ({
  breaker: { state: "closed" },
  outcomes: [],
  completed: 0,
  jobs: new Map(),
  probe: undefined,
});

function* changed(known: Reading, { printerId, breaker }: PrinterState, at: number) {
  const before = known.breaker;
  if (JSON.stringify(before) === JSON.stringify(breaker)) return;
  const wrong = (kind: string): Violation => ({
    kind,
    jobId: "probe" in breaker ? breaker.probe : "",
    text: `${printerId}: ${JSON.stringify(before)}, then ${JSON.stringify(breaker)}`,
  });
  known.breaker = breaker;
  if (breaker.state === "closed" && known.completed <= (before.heard ?? 0))
    yield wrong("breaker closed without paper");
  if (breaker.state === "open") {
    const failures = inARow(known, breaker.heard ?? 0);
    if (before.state === "closed" && failures < 5) yield wrong("breaker opened too early");
    if (before.state === "half-open" && failures === 0)
      yield wrong("breaker opened again without a failure");
    for (const { sequence, state } of known.jobs.values())
      if (sequence <= (breaker.heard ?? 0) && isLoose(state))
        yield wrong("opened over a loose job");
    if (before.state === "half-open" && breaker.openings !== before.openings + 1)
      yield wrong("breaker opened no longer than before");
  }
  if (breaker.state !== "half-open") return;
  if (before.state === "closed") yield wrong("probed without need");
  if (before.state === "open" && Date.parse(before.retryAt) > at) yield wrong("probed too early");
  if (before.state === "half-open" && known.probe && isOut(known.probe, before.attempt))
    yield wrong("two probes at a time");
  known.probe = undefined;
}

/** An owner that slept might still dispatch it as it knew it. */
const isLoose = ({ status, reason }: JobState): boolean =>
  status.startsWith("pending") && reason !== "printer-circuit-open";

/** Whoever opened it may not have heard of what was printed after this. */
function inARow({ outcomes }: Reading, heard: number): number {
  const known = outcomes.filter(({ sequence, completed }) => !completed || sequence <= heard);
  return known.length - 1 - known.findLastIndex(({ completed }) => completed);
}

/** A poisoned probe is as good as ended. */
const isOut = ({ state: { status, attempt }, poisoned }: JobEntry, probed: number): boolean =>
  !poisoned && !hasEnded(status) && attempt === probed && status.startsWith("processing");

function* told(known: Reading, { body, sequence }: Message<JobEntry>): Iterable<Violation> {
  const { event, state } = body;
  const { breaker } = known;
  // What is poisoned nobody dispatches: its last event is another than any owner knew.
  if (!body.poisoned) known.jobs.set(state.jobId, { sequence, state });
  if (breaker.state === "half-open" && breaker.probe === state.jobId) known.probe = body;
  if (body.poisoned) return;
  if (event.type === "PrintCompleted") {
    known.completed = sequence;
    known.outcomes.push({ sequence, completed: true });
  }
  if (event.type === "PrintFailed" || event.type === "PrintAttemptFailed")
    if (isDeviceFailure(event.data.code)) known.outcomes.push({ sequence, completed: false });
  if (event.type !== "PrintDispatched" || breaker.state === "closed") return;
  // What was printed all the same is about to close it.
  if (known.completed > (breaker.heard ?? 0)) return;
  const text = `${state.printerId}: attempt ${state.attempt}, ${JSON.stringify(breaker)}`;
  const { jobId } = state;
  if (breaker.state === "open") yield { kind: "dispatched while its breaker is open", jobId, text };
  else if (breaker.probe !== jobId || breaker.attempt !== state.attempt)
    yield { kind: "dispatched beside the probe", jobId, text };
}
