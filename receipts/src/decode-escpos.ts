import type { DisplayList } from "./display-list.ts";
import type { Command } from "./escpos/command.ts";
import { PREFIXES } from "./escpos/command.ts";
import { commandFor } from "./escpos/commands.ts";
import { isProcessId } from "./escpos/status-commands.ts";
import type { Settings } from "./escpos/settings.ts";
import { Paper } from "./paper.ts";

/** The largest command drawn whole; a full-width image of 4,095 rows has 295 KB. What declares more is taken for garbage. */
const LONGEST_COMMAND = 512 * 1024;

/** `ESC 4`, which some send with an argument. */
const ITALIC = 0x34;
const BEL = 0x07;
/** Ends narrow letters. */
const DC2 = 0x12;

export type DecoderOptions = {
  columns?: number;
  /** How a cut before left the printer; as after a reset if absent. */
  settings?: Settings | undefined;
};

export type Decoder = {
  /** What these bytes completed. Any division of a stream into chunks gives the same items. */
  push(chunk: Uint8Array): DisplayList;
  /** The rest: an unfinished line as a line, an unfinished command as unknown. */
  end(): DisplayList;
  /** Whether the bytes so far stop within a command. */
  readonly insideCommand: boolean;
};

export function decodeEscPos(bytes: Uint8Array, options: DecoderOptions = {}): DisplayList {
  const decoder = createDecoder(options);
  return [...decoder.push(bytes), ...decoder.end()];
}

export function createDecoder(options: DecoderOptions = {}): Decoder {
  return new Stream(new Paper(options.columns ?? 48, options.settings));
}

class Stream implements Decoder {
  readonly #paper: Paper;
  #pending: number[] = [];
  #awaited = 2;
  #command: Command | undefined;

  constructor(paper: Paper) {
    this.#paper = paper;
  }

  push(chunk: Uint8Array): DisplayList {
    for (const byte of chunk) this.#accept(byte);
    return this.#paper.take();
  }

  end(): DisplayList {
    if (this.insideCommand) this.#finish(false);
    this.#paper.end();
    return this.#paper.take();
  }

  get insideCommand(): boolean {
    return this.#pending.length > 0;
  }

  #accept(byte: number): void {
    const pending = this.#pending;
    if (pending.length === 0 && !PREFIXES.has(byte)) return this.#between(byte);
    pending.push(byte);
    if (pending.length < this.#awaited) return;
    if (pending.length === 2) this.#command = commandFor(pending[0] ?? 0, byte);
    const length = this.#command === undefined ? 2 : this.#command.layout(pending);
    if ((length ?? pending.length) > LONGEST_COMMAND) return this.#finish(false);
    if (length === pending.length) return this.#finish(true);
    this.#awaited = length ?? pending.length + 1;
  }

  #between(byte: number): void {
    const argument = this.#command?.operation === ITALIC && byte <= 1;
    this.#command = undefined;
    if (argument) this.#paper.consume([byte]);
    else single(this.#paper, byte);
  }

  #finish(whole: boolean): void {
    const bytes = this.#pending;
    this.#pending = [];
    this.#awaited = 2;
    run(this.#paper, bytes, whole ? this.#command : undefined);
  }
}

function run(paper: Paper, bytes: readonly number[], command: Command | undefined): void {
  paper.breakOff();
  if (!command?.asks && !isProcessId(bytes)) paper.consume(bytes);
  if (command?.effect === undefined) paper.unknown(bytes, command?.name);
  else command.effect(paper, bytes);
}

function single(paper: Paper, byte: number): void {
  paper.consume([byte]);
  if (byte >= 0x20 && byte !== 0x7f) return paper.print(byte);
  paper.breakOff();
  // FF ends a page, and on a roll the line.
  if (byte === 0x0a || byte === 0x0c) paper.newLine();
  else if (byte === 0x09) paper.tab();
  else if (byte === BEL) paper.draw({ kind: "buzzer" });
  else if (byte === DC2) paper.style({ font: "A" });
  // CR comes before LF from foreign senders and NUL is padding; neither marks.
  else if (byte !== 0x0d && byte !== 0x00) paper.unknown([byte]);
}
