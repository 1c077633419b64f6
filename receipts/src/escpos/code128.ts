import type { Bytes } from "./arguments.ts";

type CodeSet = "A" | "B" | "C";
const START: Readonly<Record<CodeSet, number>> = { A: 103, B: 104, C: 105 };
const CHANGE: Readonly<Record<CodeSet, number>> = { A: 101, B: 100, C: 99 };
const SHIFT = 98;
const FUNCTIONS: Readonly<Record<string, number>> = { "1": 102, "2": 97, "3": 96 };
const BRACE = 0x7b;

/** The symbol values that Epson's `{A`, `{B`, `{C`, `{S` and `{1` mean; undefined where the printer would print no barcode. */
export function code128Codewords(data: Bytes): string | undefined {
  const values: number[] = [];
  let set: CodeSet | undefined;
  for (let index = 0; index < data.length; index++) {
    const byte = data[index] ?? 0;
    const sign = byte === BRACE ? String.fromCharCode(data[++index] ?? 0) : undefined;
    const chosen = sign === "A" || sign === "B" || sign === "C" ? sign : undefined;
    if (chosen !== undefined) values.push((set === undefined ? START : CHANGE)[chosen]);
    set = chosen ?? set;
    if (chosen !== undefined) continue;
    const value = set && valueIn(set, byte, sign);
    if (value === undefined) return undefined;
    values.push(value);
  }
  if (values.length < 2) return undefined;
  return values.map((value) => `^${String(value).padStart(3, "0")}`).join("");
}

function valueIn(set: CodeSet, byte: number, sign: string | undefined): number | undefined {
  if (sign === "S") return SHIFT;
  if (sign === "4") return set === "C" ? undefined : CHANGE[set];
  if (sign !== undefined && sign !== "{") return FUNCTIONS[sign];
  if (set === "C") return byte <= 99 ? byte : undefined;
  if (byte >= 0x20 && byte < 0x60) return byte - 0x20;
  if (set === "A") return byte < 0x20 ? byte + 64 : undefined;
  return byte < 0x80 && byte >= 0x60 ? byte - 0x20 : undefined;
}
