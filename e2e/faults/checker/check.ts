/** The verdict on a run, from the ledgers alone. Pure: the same ledgers, the same verdict. */
import type { Entry } from "../ledger/entry.ts";
import { forbidden, judges, type Finding, type Forbidden } from "./judge-story.ts";
import { overtaken } from "./overtaken.ts";
import { storiesOf, type Story } from "./stories.ts";

export interface Verdict {
  /** Nothing forbidden was found, and what is bounded is within its bound. */
  readonly holds: boolean;
  readonly counts: Readonly<Record<Count, number>>;
  readonly findings: Readonly<Record<Forbidden | "beyond-bound", readonly Finding[]>>;
}

const counted = {
  attempted: ({ attempted }) => attempted !== undefined,
  accepted: ({ accepted }) => accepted !== undefined,
  printed: ({ prints, copies }) => prints.length + copies.length > 0,
  completed: ({ end }) => end?.status === "completed",
  /** On paper although the submitter never heard that it was accepted. */
  recovered: ({ attempted, accepted, prints }) =>
    attempted !== undefined && !accepted && prints.length > 0,
  unconfirmed: ({ end }) => end?.reason === "print-result-unknown",
  partial: ({ partials }) => partials.length > 0,
  /** Told that it came to nothing: expired, or failed for good. */
  "told-failed": ({ end }) =>
    end !== undefined && end.status !== "completed" && end.reason !== "print-result-unknown",
  copies: ({ copies }) => copies.length > 0,
} as const satisfies Record<string, (story: Story) => boolean>;
export type Count = keyof typeof counted;

/** At most so many may end without anybody's knowing: one for each print that a fault can have interrupted. */
export interface Bounds {
  readonly unconfirmed: number;
  readonly partial: number;
}

export function check(entries: readonly Entry[], bounds: Bounds): Verdict {
  const stories = [...storiesOf(entries).values()];
  const counts = countsOf(stories);
  const findings = {
    ...byStory(stories),
    overtaken: overtaken(stories),
    "beyond-bound": beyondBounds(counts, bounds),
  };
  const holds = Object.values(findings).every((found) => found.length === 0);
  return { holds, counts, findings };
}

export const classes: readonly (Forbidden | "beyond-bound")[] = [...forbidden, "beyond-bound"];

const countsOf = (stories: readonly Story[]): Record<Count, number> =>
  mapped(counted, (is) => stories.filter(is).length);

const byStory = (stories: readonly Story[]) =>
  mapped(judges, (judge) =>
    stories.flatMap((story): Finding[] => {
      const detail = judge(story);
      return detail === undefined ? [] : [{ key: story.key, detail }];
    }),
  );

const beyondBounds = (counts: Record<Count, number>, bounds: Bounds): Finding[] =>
  (["unconfirmed", "partial"] as const)
    .filter((name) => counts[name] > bounds[name])
    .map((name) => ({
      key: "",
      detail: `${counts[name]} ${name}, and the faults explain ${bounds[name]}`,
    }));

const mapped = <Key extends string, From, To>(
  from: Readonly<Record<Key, From>>,
  as: (value: From) => To,
): Record<Key, To> =>
  Object.fromEntries(Object.entries<From>(from).map(([key, value]) => [key, as(value)])) as Record<
    Key,
    To
  >;
