/** Bytes that the caller composed: sent as they are, but for what would disturb the questions by which a print is proved. */
import { PREFIXES } from "../escpos/command.ts";
import { commandFor } from "../escpos/commands.ts";
import { Unprintable } from "../unprintable.ts";

export function rawTicket(base64: string): Uint8Array {
  const bytes = new Uint8Array(Buffer.from(base64, "base64"));
  const kept: Uint8Array[] = [];
  let from = 0;
  for (let at = 0; at < bytes.length;) {
    const length = lengthAt(bytes, at);
    if (asks(bytes, at)) {
      kept.push(bytes.subarray(from, at));
      from = at + length;
    }
    at += length;
  }
  kept.push(bytes.subarray(from));
  return new Uint8Array(Buffer.concat(kept));
}

/** A command without its end would swallow the next ticket: nobody may send that. */
function lengthAt(bytes: Uint8Array, at: number): number {
  if (!PREFIXES.has(bytes[at] ?? 0)) return 1;
  const command = commandFor(bytes[at] ?? 0, bytes[at + 1] ?? 0);
  for (let seen = 2; at + seen <= bytes.length;) {
    const length = command === undefined ? 2 : command.layout([...bytes.subarray(at, at + seen)]);
    if (length !== undefined && at + length <= bytes.length) return length;
    seen = length === undefined ? seen + 1 : Infinity;
  }
  throw new Unprintable(`these bytes end inside a command, at byte ${at}`);
}

/** `GS r`, `GS I`, `GS a`, `DLE EOT`, `DLE ENQ`: the agent asks, and must know that an answer is to its own question. */
function asks(bytes: Uint8Array, at: number): boolean {
  const [prefix, operation] = [bytes[at], bytes[at + 1]];
  if (prefix === 0x1d) return operation === 0x72 || operation === 0x49 || operation === 0x61;
  return prefix === 0x10 && (operation === 0x04 || operation === 0x05);
}
