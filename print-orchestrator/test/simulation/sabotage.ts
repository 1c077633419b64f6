/** Ways to break the system on purpose: the checker must see each of them. */
import type { DeadLetters, JobDeps, StoredJobs } from "../../src/jobs/app/ports.ts";
import type { World } from "./world.ts";

export interface Sabotage {
  readonly jobLog?: (honest: StoredJobs, world: World) => StoredJobs;
  readonly letters?: (honest: DeadLetters) => DeadLetters;
  readonly idOf?: (honest: JobDeps["idOf"], world: World) => JobDeps["idOf"];
  readonly ignoresJournal?: boolean;
  readonly passesOverPoison?: boolean;
  readonly printsWhatItFinds?: boolean;
  readonly isDeafToCounters?: boolean;
}

export const honest: Sabotage = {};

const whicheverIsLast = async (log: StoredJobs, state: Parameters<StoredJobs["append"]>[1]) =>
  (await log.load(state)).sequence;

/** What is asked for twice becomes two jobs. */
const byChance =
  (what: string): NonNullable<Sabotage["idOf"]> =>
  (idOf, world) =>
  (text) =>
    idOf(text.startsWith(what) ? `${text}${world.newId("chance")}` : text);

export const sabotages = {
  noDeduplication: {
    jobLog: (log) => ({
      ...log,
      append: async (event, state) => log.append(event, state, await whicheverIsLast(log, state)),
    }),
  },
  answerBeforeAppend: {
    jobLog: (log) => ({
      ...log,
      append: (event, state, expected) => {
        const stored = log.append(event, state, expected);
        if (event.type !== "PrintSubmitted") return stored;
        stored.catch(() => undefined);
        return Promise.resolve(1);
      },
    }),
  },
  requestBeforeDispatched: {
    jobLog: (log) => ({
      ...log,
      append: (event, state, expected) => {
        const stored = log.append(event, state, expected);
        if (event.type !== "PrintDispatched") return stored;
        stored.catch(() => undefined);
        return Promise.resolve(expected + 1);
      },
    }),
  },
  dispatchWithoutCompareAndSet: {
    jobLog: (log) => ({
      ...log,
      append: async (event, state, expected) => {
        const known =
          event.type === "PrintDispatched" ? await whicheverIsLast(log, state) : expected;
        return await log.append(event, state, known);
      },
    }),
  },
  lettersForgotten: { letters: (letters) => ({ ...letters, put: () => Promise.resolve() }) },
  discardedNotErased: { letters: (letters) => ({ ...letters, erase: () => Promise.resolve() }) },
  retriesUnderNewIds: { idOf: byChance("retry of") },
  copiesByChance: { idOf: byChance("copy of") },
  journalIgnored: { ignoresJournal: true },
  poisonPassedOver: { passesOverPoison: true },
  diskBelieved: { printsWhatItFinds: true },
  countersIgnored: { isDeafToCounters: true },
} as const satisfies Record<string, Sabotage>;
