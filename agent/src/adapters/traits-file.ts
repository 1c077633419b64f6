/** What was learnt of the printers, kept beside the spool. Without it they are only asked again. */
import type { Log } from "@printermaster/runtime";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { TraitsMemory } from "../app/ports.ts";
import { STRANGER, type PrinterTraits } from "../domain/printer-traits.ts";

const Query = z.union([z.literal(1), z.literal(2), z.literal(4)]);
const Kept = z.record(
  z.string(),
  z.object({
    place: z.string(),
    traits: z.object({
      answers: z.array(Query),
      silent: z.array(Query),
      fences: z.boolean().optional(),
      probed: z
        .object({
          maker: z.string().optional(),
          processIds: z.boolean(),
          automatic: z.boolean(),
        })
        .optional(),
      owed: z.number(),
    }),
  }),
);

export class TraitsFile {
  readonly #path: string;
  readonly #log: Log;
  #kept: Readonly<Record<string, { place: string; traits: PrinterTraits }>>;

  constructor(folder: string, log: Log) {
    this.#path = join(folder, "printer-traits.json");
    this.#log = log;
    this.#kept = readKept(this.#path);
  }

  of(printerId: string, place: string): TraitsMemory {
    return {
      read: () => {
        const kept = this.#kept[printerId];
        return kept?.place === place ? kept.traits : STRANGER;
      },
      keep: (traits) => this.#keep(printerId, place, traits),
    };
  }

  #keep(printerId: string, place: string, traits: PrinterTraits): void {
    this.#kept = { ...this.#kept, [printerId]: { place, traits } };
    try {
      writeFileSync(`${this.#path}.new`, JSON.stringify(this.#kept));
      renameSync(`${this.#path}.new`, this.#path);
    } catch (error) {
      this.#log.warn({ event: "traits-not-kept", printerId, err: error }, "will ask it again");
    }
  }
}

function readKept(path: string) {
  try {
    return Kept.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return {};
  }
}
