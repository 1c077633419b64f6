/** A bug here would look like: a report answered as recorded that the log does not hold, or one decided on what was no longer so. */
import { hasEnded, type JobState } from "@printermaster/contracts";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { handleCommand } from "../src/jobs/app/handle-command.ts";
import { rememberingJobs } from "../src/jobs/app/remembering-jobs.ts";
import type { LoadedJob, StoredJobs } from "../src/jobs/app/ports.ts";
import { printJob, type PrintCommand, type PrintEvent } from "../src/jobs/domain/print-job.ts";
import * as the from "./print-histories.ts";

const address = { company: "demo", branch: "oldtown", jobId: "job1" };
interface Written {
  readonly event: PrintEvent;
  readonly state: JobState;
}

/** Holds one subject, as the log does; each step takes a turn that the scheduler gives. */
class OneSubject implements StoredJobs {
  readonly written: Written[] = [];
  readonly #turn: () => Promise<unknown>;
  /** How often the server says "somebody wrote first" although nobody did: a leader that changes. */
  #spurious: number;

  constructor(turn: () => Promise<unknown>, spurious: number) {
    this.#turn = turn;
    this.#spurious = spurious;
  }

  async load(): Promise<LoadedJob> {
    await this.#turn();
    return { job: this.written.at(-1)?.state, sequence: this.written.length };
  }

  end(): Promise<number> {
    return Promise.resolve(this.written.length);
  }

  async append(event: PrintEvent, state: JobState, expected: number): Promise<number | undefined> {
    await this.#turn();
    if (expected !== this.written.length || this.#spurious-- > 0) return undefined;
    const sequence = this.written.push({ event, state });
    await this.#turn();
    return sequence;
  }

  /** Before the race. */
  begin(history: readonly PrintEvent[]): void {
    for (const event of history) {
      const state = printJob.evolve(this.written.at(-1)?.state, event)!;
      this.written.push({ event, state });
    }
  }
}

const beginnings = [
  [the.submitted],
  [the.submitted, the.dispatched],
  [the.submitted, the.dispatched, the.cancelRequested],
  [the.submitted, the.dispatched, the.over(1, "printer-error"), the.sent(2)],
  [the.submitted, the.dispatched, the.unconfirmed],
];
const racers: readonly PrintCommand[] = [
  the.report(),
  the.report(the.failing("printer-error")),
  the.report(the.unknown),
  the.report({ attempt: 2 }),
  the.report({ attempt: 2, ...the.failing("printer-error") }),
  the.cancel,
  the.answer(true),
  the.answer(false),
  the.giveUp,
  the.expire,
  the.dispatch,
  the.retry,
  the.discard,
];

describe("commands that race for one job", () => {
  it("are each decided on what is so, and written once or not at all", async () => {
    const race = fc.tuple(
      fc.constantFrom(...beginnings),
      fc.array(fc.constantFrom(...racers), { minLength: 2, maxLength: 6 }),
      fc.nat(4),
      fc.scheduler(),
    );
    await fc.assert(
      fc.asyncProperty(race, async ([beginning, commands, spurious, scheduler]) => {
        const log = new OneSubject(() => scheduler.schedule(Promise.resolve()), spurious);
        log.begin(beginning);
        const processes = [rememberingJobs(log), rememberingJobs(log)];
        const racing = Promise.all(
          commands.map((command, n) => handleCommand(processes[n % 2]!, address, command)),
        );
        await scheduler.waitFor(racing);
        const answers = await racing;
        const changed = answers.filter((answer) => answer.ok && answer.value.changed);
        expect(log.written.length).toBe(beginning.length + changed.length);
        expectFold(log.written);
        commands.forEach((command, n) => expectTruth(log.written, command, answers[n]!));
      }),
      { numRuns: 20_000 },
    );
  }, 60_000);
});

describe("what a process remembers of a job", () => {
  const begun = async () => {
    const log = new OneSubject(() => Promise.resolve(), 0);
    log.begin([the.submitted]);
    const process = rememberingJobs(log);
    await handleCommand(process, address, the.dispatch);
    const loads = vi.spyOn(log, "load");
    return { log, process, loads };
  };

  it("is enough to append a report on", async () => {
    const { log, process, loads } = await begun();
    await handleCommand(process, address, the.report());
    expect(log.written.at(-1)?.event.type).toBe("PrintCompleted");
    expect(loads).not.toHaveBeenCalled();
  });

  it("answers nobody when others have gone on meanwhile", async () => {
    const { log, process } = await begun();
    log.begin([the.over(1, "printer-error"), the.sent(2)]);
    await handleCommand(process, address, the.report({ attempt: 2 }));
    expect(log.written.at(-1)?.event).toMatchObject({
      type: "PrintCompleted",
      data: { attempt: 2 },
    });
  });
});

/** No writer has overwritten what another had just told. */
function expectFold(written: readonly Written[]): void {
  let state = printJob.initial;
  for (const one of written) {
    state = printJob.evolve(state, one.event);
    expect(one.state).toEqual(state);
  }
}

/** An outcome that changed nothing was settled already; none of the present attempt is forgotten. */
function expectTruth(
  written: readonly Written[],
  command: PrintCommand,
  answer: Awaited<ReturnType<typeof handleCommand>>,
): void {
  if (command.type !== "RecordOutcome") return;
  if (answer.ok && answer.value.changed)
    expect(written[answer.value.sequence - 1]?.event.type).toMatch(
      /Completed|Failed|Unconfirmed|Canceled/,
    );
  const explained = written.some(
    ({ state }) => hasEnded(state.status) || state.attemptOver || state.attempt !== command.attempt,
  );
  if (!answer.ok || !answer.value.changed) expect(explained).toBe(true);
}
