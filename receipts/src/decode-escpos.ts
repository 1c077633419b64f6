import type { DisplayList } from "./display-list.ts";
import { PREFIXES, commandFor } from "./escpos-commands.ts";
import { Paper } from "./paper.ts";

/** The largest command drawn whole; a full-width image of 4,095 rows has 295 KB. What declares more is taken for garbage. */
const LONGEST_COMMAND = 512 * 1024;

export type DecoderOptions = { columns?: number };

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
  const paper = new Paper(options.columns ?? 48);
  let pending: number[] = [];
  let awaited = 2;

  function accept(byte: number): void {
    if (pending.length === 0 && !PREFIXES.has(byte)) return single(paper, byte);
    pending.push(byte);
    if (pending.length < awaited) return;
    const length = lengthOf(pending);
    if (length === undefined) awaited = pending.length + 1;
    else if (length > pending.length) awaited = length;
    else {
      run(paper, pending);
      pending = [];
      awaited = 2;
    }
  }

  return {
    push(chunk) {
      for (const byte of chunk) accept(byte);
      return paper.take();
    },
    end() {
      if (pending.length > 0) {
        paper.consume(pending);
        paper.unknown(pending);
      }
      pending = [];
      awaited = 2;
      paper.end();
      return paper.take();
    },
    get insideCommand() {
      return pending.length > 0;
    },
  };
}

function lengthOf(pending: readonly number[]): number | undefined {
  const command = commandFor(pending[0] ?? 0, pending[1] ?? 0);
  if (command === undefined) return 2;
  const length = command.length(pending);
  const garbage = (length ?? pending.length) > LONGEST_COMMAND;
  return garbage ? pending.length : length;
}

function run(paper: Paper, bytes: readonly number[]): void {
  const command = commandFor(bytes[0] ?? 0, bytes[1] ?? 0);
  const length = command?.length(bytes);
  const whole = length === bytes.length;
  if (command?.effect === undefined || !whole) {
    paper.consume(bytes);
    paper.unknown(bytes);
    return;
  }
  if (!isStatus(bytes)) paper.consume(bytes);
  command.effect(paper, bytes);
}

/** `DLE EOT n` and `GS r n`. */
function isStatus([prefix, operation]: readonly number[]): boolean {
  return (prefix === 0x10 && operation === 0x04) || (prefix === 0x1d && operation === 0x72);
}

function single(paper: Paper, byte: number): void {
  paper.consume([byte]);
  if (byte === 0x0a) paper.newLine();
  else if (byte === 0x09) paper.tab();
  else if (byte >= 0x20 && byte !== 0x7f) paper.print(byte);
  // CR comes before LF from foreign senders and NUL is padding; neither marks.
  else if (byte !== 0x0d && byte !== 0x00) paper.unknown([byte]);
}
