// Paper does not vanish when a printer is switched off: one JSON line a ticket.
import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Settings } from "@printermaster/receipts";
import type { TicketRecord } from "./ticket.ts";

const Line = z.object({
  number: z.int().positive(),
  at: z.string(),
  hex: z.string(),
  before: z.custom<Settings>((value) => typeof value === "object").optional(),
  partial: z.boolean(),
  cut: z.boolean(),
  unknown: z.int().default(0),
  bad: z.boolean().default(false),
});

export class TicketFile {
  readonly #path: string;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#path = join(folder, "tickets.jsonl");
  }

  /** The last ones; the file is shortened to them. A line torn by a kill is dropped. */
  load(atMost: number): TicketRecord[] {
    const records = this.#lines().flatMap(parse).slice(-atMost);
    this.rewrite(records);
    return records;
  }

  append(record: TicketRecord): void {
    appendFileSync(this.#path, lineOf(record));
  }

  /** Leaves these only. */
  rewrite(records: readonly TicketRecord[]): void {
    const rewritten = `${this.#path}.new`;
    writeFileSync(rewritten, records.map(lineOf).join(""));
    renameSync(rewritten, this.#path);
  }

  clear(): void {
    writeFileSync(this.#path, "");
  }

  #lines(): string[] {
    try {
      return readFileSync(this.#path, "utf8").split("\n");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  }
}

function parse(line: string): TicketRecord[] {
  try {
    const parsed = Line.safeParse(JSON.parse(line));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}

function lineOf({ number, at, hex, before, partial, cut, unknown, bad }: TicketRecord): string {
  return `${JSON.stringify({ number, at, hex, before, partial, cut, unknown, bad })}\n`;
}
