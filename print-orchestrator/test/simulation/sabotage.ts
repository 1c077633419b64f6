/** Ways to break the system on purpose: the checker must see each of them. */
import type { JobLog } from "../../src/jobs/app/ports.ts";
import type { World } from "./world.ts";

export interface Sabotage {
  readonly jobLog?: (honest: JobLog, world: World) => JobLog;
  readonly ignoresJournal?: boolean;
  readonly idOf?: (text: string) => string;
}

export const honest: Sabotage = {};

const whicheverIsLast = async (log: JobLog, state: Parameters<JobLog["append"]>[1]) =>
  (await log.load(state)).sequence;

let copies = 0;

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
  copiesByChance: { idOf: (text) => `${text.replaceAll(/[^a-z0-9]/g, "").slice(-30)}${copies++}` },
  journalIgnored: { ignoresJournal: true },
} as const satisfies Record<string, Sabotage>;
