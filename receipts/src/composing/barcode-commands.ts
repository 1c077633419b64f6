/** `GS k` in the form that says its length, after its height, width and where its text stands. */
import type { Barcode } from "@printermaster/contracts";
import { checkDigit } from "@printermaster/contracts";

type Format = Barcode["format"];

const TYPES: Record<Format, number> = {
  upca: 65,
  ean13: 67,
  ean8: 68,
  code39: 69,
  itf: 70,
  codabar: 71,
  code128: 73,
};
export const DEFAULT_HEIGHT = 80;
const BELOW = 2;

export function barcodeCommands(code: Barcode, moduleWidth: number): Uint8Array {
  const { format, height = DEFAULT_HEIGHT, text = true } = code;
  const data = new TextEncoder().encode(dataOf(code));
  const [head, width, words] = [
    [0x1d, 0x68, height],
    [0x1d, 0x77, moduleWidth],
    [0x1d, 0x48, text ? BELOW : 0],
  ];
  return Uint8Array.of(
    ...head,
    ...width,
    ...words,
    0x1d,
    0x6b,
    TYPES[format],
    data.length,
    ...data,
  );
}

/** Modules from edge to edge, where a wide bar counts three: never less than a printer takes. */
export function modulesIn(code: Barcode): number {
  const { length } = code.data;
  switch (code.format) {
    case "ean13":
    case "upca":
      return 95;
    case "ean8":
      return 67;
    case "code39":
      return 16 * (length + 2) - 1;
    case "itf":
      return 9 * length + 9;
    case "codabar":
      return 15 * length - 1;
    case "code128":
      return 11 * (length + 2) + 13;
  }
}

/** In code set B, whose own shifts begin with a brace. */
function dataOf({ format, data }: Barcode): string {
  switch (format) {
    case "ean13":
      return data.length === 12 ? data + checkDigit(data) : data;
    case "ean8":
      return data.length === 7 ? data + checkDigit(data) : data;
    case "upca":
      return data.length === 11 ? data + checkDigit(data) : data;
    case "code128":
      return `{B${data.replaceAll("{", "{{")}`;
    case "code39":
    case "itf":
    case "codabar":
      return data;
  }
}
