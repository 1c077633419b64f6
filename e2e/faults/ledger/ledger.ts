/** An append-only file of one writer, who is never killed: each line is written before anything else happens. */
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { Entry } from "./entry.ts";

export class Ledger {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, "a");
  }

  write(entry: Entry): void {
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** All entries of these files; a line that cannot be read makes the run worthless, so it throws. */
export const readLedgers = (paths: readonly string[]): Entry[] =>
  paths.flatMap((path) =>
    readFileSync(path, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => Entry.parse(JSON.parse(line))),
  );
