/** A bug here would look like: two tickets of one job, two endings, an ending that is a lie, or a report that nobody recorded. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printJob, type PrintCommand, type PrintJob } from "../src/jobs/domain/print-job.ts";
import { Broken } from "./model/laws.ts";
import { kinds, World, type Move } from "./model/world.ts";
import * as the from "./print-histories.ts";

const RUNS = 100_000;

const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.record({ kind: fc.constantFrom(...kinds), pick: fc.nat(1023) }),
  { minLength: 10, maxLength: 60, size: "max" },
);

function live(decider: typeof printJob, life: readonly Move[]): World {
  const world = new World(decider);
  for (const move of life) world.move(move);
  world.drain();
  return world;
}

describe("a print job, whatever happens in whatever order,", () => {
  it(`prints at most once unmarked, ends once, and tells the truth, in ${RUNS} lives`, () => {
    const ends = new Map<string, number>();
    let lives = 0;
    fc.assert(
      fc.property(moves, (life) => {
        const { job, laws } = live(printJob, life);
        if (lives++ % 50 === 0) laws.canBeRead();
        const end = `${job.status} (${job.reason})`;
        for (const reached of [end, `attempt ${job.attempt}`])
          ends.set(reached, (ends.get(reached) ?? 0) + 1);
      }),
      { numRuns: RUNS },
    );
    // The model must get everywhere often, or it proves little.
    for (const end of [
      "completed (job-completed-successfully)",
      "aborted (print-result-unknown)",
      "aborted (aborted-by-system)",
      "aborted (job-expired)",
      "canceled (job-canceled-by-user)",
      "attempt 3",
    ])
      expect(ends.get(end), end).toBeGreaterThan(RUNS / 200);
  }, 120_000);

  it.each(sabotaged())("that %s is found out", (_, decide) => {
    const broken = { ...printJob, decide };
    const { failed, errorInstance } = fc.check(
      fc.property(moves, (life) => void live(broken, life)),
      { numRuns: 20_000, endOnFailure: true },
    );
    expect(failed).toBe(true);
    expect(errorInstance).toBeInstanceOf(Broken);
  });
});

type Decide = typeof printJob.decide;

function sabotaged(): [string, Decide][] {
  const moving = (job: PrintJob) => job?.status.startsWith("processing");
  const instead =
    <T extends PrintCommand["type"]>(
      type: T,
      otherwise: (
        job: NonNullable<PrintJob>,
        command: Extract<PrintCommand, { type: T }>,
      ) => ReturnType<Decide> | undefined,
    ): Decide =>
    (job, command) =>
      (job &&
        command.type === type &&
        otherwise(job, command as Extract<PrintCommand, { type: T }>)) ||
      printJob.decide(job, command);
  const { at } = the;
  return [
    [
      "is sent once more while paper may be moving",
      instead("DispatchPrint", (job, { agentId, session, spoolGeneration }) =>
        moving(job)
          ? {
              events: [
                {
                  type: "PrintDispatched",
                  at,
                  data: { attempt: job.attempt + 1, agentId, session, spoolGeneration },
                },
              ],
            }
          : undefined,
      ),
    ],
    [
      "believes a report of another attempt",
      instead("RecordOutcome", (job, report) =>
        printJob.decide(job, { ...report, attempt: job.attempt }),
      ),
    ],
    [
      "believes a stranger",
      instead("RecordOutcome", (job, report) =>
        printJob.decide(job, { ...report, agentId: job.agentId ?? "" }),
      ),
    ],
    [
      "is canceled at once although an agent has it",
      instead("CancelPrint", (job, { canceledBy }) =>
        moving(job) ? { events: [{ type: "PrintCanceled", at, data: { canceledBy } }] } : undefined,
      ),
    ],
    [
      "expires although an agent has it",
      instead("ExpirePrint", (job) =>
        moving(job)
          ? { events: [{ type: "PrintExpired", at, data: { cause: "deadline" } }] }
          : undefined,
      ),
    ],
    [
      "takes a promise about an earlier attempt for one about this",
      instead("AnswerRevoke", (job, answer) =>
        printJob.decide(job, { ...answer, attempt: job.attempt }),
      ),
    ],
    [
      "is retried although paper may carry it",
      instead("RetryPrint", (job, { as, retriedBy }) =>
        job.reason === "print-result-unknown" && !job.deadLetter
          ? { events: [{ type: "PrintRetried", at, data: { as, retriedBy } }] }
          : undefined,
      ),
    ],
    [
      "ends again by a repeated report",
      instead("RecordOutcome", (job, report) =>
        job.status === "completed"
          ? printJob.decide({ ...job, status: "processing" }, report)
          : undefined,
      ),
    ],
    [
      "drops a report that comes while it is to be canceled",
      instead("RecordOutcome", (job) => (job.cancelRequestedBy ? { events: [] } : undefined)),
    ],
  ];
}
