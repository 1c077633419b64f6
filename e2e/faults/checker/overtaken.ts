/** Of one printer: what was accepted before another was asked for comes out before it. */
import type { Finding } from "./judge-story.ts";
import type { Story } from "./stories.ts";

interface Printed {
  readonly key: string;
  readonly attemptedAt: number;
  readonly acceptedAt: number;
  readonly printedAt: number;
}

export function overtaken(stories: Iterable<Story>): Finding[] {
  const byPrinter = Map.groupBy(onceOnPaper(stories), ({ printerId }) => printerId);
  return [...byPrinter.values()].flatMap(overtakenOfOne);
}

function* onceOnPaper(stories: Iterable<Story>): Iterable<Printed & { printerId: string }> {
  for (const { key, attempted, accepted, prints, copies } of stories) {
    const [print] = prints;
    if (!attempted || !accepted || !print || prints.length + copies.length > 1) continue;
    const { printerId } = print;
    yield {
      key,
      printerId,
      attemptedAt: attempted.at,
      acceptedAt: accepted.at,
      printedAt: print.at,
    };
  }
}

function overtakenOfOne(all: readonly Printed[]): Finding[] {
  const accepted = all.toSorted((a, b) => a.acceptedAt - b.acceptedAt);
  const attempted = all.toSorted((a, b) => a.attemptedAt - b.attemptedAt);
  const found: Finding[] = [];
  let before = 0;
  let last: Printed | undefined;
  for (const one of attempted) {
    for (let next; (next = accepted[before]) && next.acceptedAt < one.attemptedAt; before++)
      if (!last || next.printedAt > last.printedAt) last = next;
    if (last && last.printedAt > one.printedAt)
      found.push({
        key: last.key,
        detail: `accepted before ${one.key} was asked for, and out after it`,
      });
  }
  return found;
}
