import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Roster } from "../app/look-around.ts";
import type { Known } from "../domain/roster.ts";

/** Whole or not at all; one that cannot be read is begun anew, with the same ids, as those follow from the printers. */
export function rosterFile(folder: string): Roster {
  const file = join(folder, "printers.json");
  return {
    read() {
      try {
        return JSON.parse(readFileSync(file, "utf8")) as Known[];
      } catch {
        return [];
      }
    },
    write(roster) {
      writeFileSync(`${file}.next`, JSON.stringify(roster, undefined, 2));
      renameSync(`${file}.next`, file);
    },
  };
}
