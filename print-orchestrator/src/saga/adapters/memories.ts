/** What snapshots carry beside the open jobs: one line for each fold that must not forget. */
import { Id, JobState } from "@printermaster/contracts";
import { z } from "zod";
import type { Log } from "@printermaster/runtime";
import type { Memory } from "../app/memory.ts";
import type { Saga } from "../app/saga.ts";
import type { OpenWork } from "../domain/open-work.ts";
import type { OwedLetters } from "../domain/owed-letters.ts";

const milliseconds = z.number().int();

const KeptTimes = z.object({
  samples: z.array(z.tuple([z.string(), z.array(milliseconds)])),
  lastEnds: z.array(z.tuple([z.string(), milliseconds])),
});

const KeptLetters = z.array(z.object({ company: Id, branch: Id, jobId: Id }));

const KeptDebts = z.array(JobState).readonly();

const sequence = z.number().int().nonnegative();
const Failure = z.object({ sequence, at: z.number(), jobId: Id, attempt: z.number().int() });
const KeptFailures = z.object({
  position: sequence,
  printers: z.record(z.string(), z.object({ completed: sequence, failures: z.array(Failure) })),
});

const Told = z.object({ session: Id, counter: sequence });
const Heard = z.object({ generation: z.number().int(), most: Told, other: Told.exactOptional() });
const KeptCounters = z.array(z.tuple([z.string(), Heard])).readonly();

interface Folds {
  readonly saga: Saga;
  readonly work: OpenWork;
  readonly owed: OwedLetters;
  readonly now: () => Date;
}

export const memoriesOf = ({ saga, work, owed, now }: Folds): readonly Memory[] => [
  checked("report-timeouts", KeptTimes, saga.timeouts),
  checked("device-failures", KeptFailures, work.failures),
  checked("spool-counters", KeptCounters, work.spools),
  checked("owed-letters", KeptLetters, owed),
  checked("debts", KeptDebts, {
    kept: () => work.debts.kept(work.policies, now().getTime()),
    restore: (jobs) => work.debts.restore(jobs),
  }),
];

/** A fold's memory, restored only from what looks like one. */
function checked<T>(
  name: string,
  schema: z.ZodType<T>,
  fold: { kept(): T; restore(kept: T): void },
): Memory {
  return {
    name,
    kept: () => fold.kept(),
    restore: (kept) => fold.restore(schema.parse(kept)),
  };
}

export type Kept = Readonly<Record<string, unknown>>;

export const keep = (memories: readonly Memory[]): Kept =>
  Object.fromEntries(memories.map((memory) => [memory.name, memory.kept()]));

export function recall(memories: readonly Memory[], kept: Kept, log: Log): void {
  for (const memory of memories) {
    try {
      if (memory.name in kept) memory.restore(kept[memory.name]);
      else log.warn({ memory: memory.name }, "the snapshot does not have it: it begins empty");
    } catch (error) {
      log.error({ err: error, memory: memory.name }, "it cannot be read: it begins empty");
    }
  }
}
