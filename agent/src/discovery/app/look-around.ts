/** Looks for printers again and again, and tells of those that are new or have moved. What is gone stays known: it may be switched off. */
import type { Sha256 } from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import { withoutDoubles, wordsOf, type Found } from "../domain/found.ts";
import { meet, type Known, type RosterChange } from "../domain/roster.ts";

/** Somewhere printers may be found. Never throws: a source that is not there finds nothing. */
export type Source = () => Promise<readonly Found[]>;

export interface Roster {
  read(): readonly Known[];
  write(roster: readonly Known[]): void;
}

export interface LookAroundNeeds {
  readonly sources: readonly Source[];
  readonly roster: Roster;
  /** Where configured printers are. */
  readonly taken: ReadonlySet<string>;
  readonly sha256: Sha256;
  readonly onChange: (change: RosterChange) => void;
  readonly log: Log;
}

export async function lookAround(needs: LookAroundNeeds): Promise<void> {
  const found = await findAll(needs.sources);
  const { roster, changes } = meet(needs.roster.read(), found, needs.taken, needs.sha256);
  if (changes.length === 0) return;
  // Before anybody is told: an id that the cloud knows must not be forgotten.
  needs.roster.write(roster);
  for (const change of changes) {
    const { printerId, name, place, source } = change.printer;
    const line = { event: change.type, printerId, name, place: wordsOf(place), source };
    needs.log.info(
      line,
      change.type === "PrinterFound" ? "found a printer" : "a printer has moved",
    );
    needs.onChange(change);
  }
}

export async function findAll(sources: readonly Source[]): Promise<Found[]> {
  return withoutDoubles((await Promise.all(sources.map((find) => find()))).flat());
}
