/** Which printers are known by discovery, under which id; kept on the disk, so that an id stays whatever happens to the address. */
import { idFromBytes, type Id, type Sha256 } from "@printermaster/contracts";
import { placesOf, wordsOf, type Found } from "./found.ts";

export interface Known extends Found {
  readonly printerId: Id;
}

export interface RosterChange {
  readonly type: "PrinterFound" | "PrinterMoved";
  readonly printer: Known;
}

/** More are a mistake in the ranges. The cloud takes a hundred of an agent. */
const MOST = 60;
const ID_LENGTH = 12;

/** `taken` are the places of printers that were configured: those are not found again. */
export function meet(
  roster: readonly Known[],
  found: readonly Found[],
  taken: ReadonlySet<string>,
  sha256: Sha256,
): { readonly roster: readonly Known[]; readonly changes: readonly RosterChange[] } {
  const known = new Map(roster.map((printer) => [printer.identity, printer]));
  const changes: RosterChange[] = [];
  for (const one of found) {
    if (placesOf(one.place).some((place) => taken.has(place))) continue;
    const before = known.get(one.identity);
    if (!before && known.size >= MOST) continue;
    if (before && wordsOf(before.place) === wordsOf(one.place)) continue;
    // The name stays: people know it by that, and a source without a name must not take it away.
    const printer = before
      ? { ...before, place: one.place }
      : { ...one, printerId: idOf(one, sha256) };
    known.set(one.identity, printer);
    changes.push({ type: before ? "PrinterMoved" : "PrinterFound", printer });
  }
  return { roster: [...known.values()], changes };
}

const idOf = ({ kind, identity }: Found, sha256: Sha256): Id =>
  `${kind}${idFromBytes(sha256(identity)).slice(0, ID_LENGTH)}`;
