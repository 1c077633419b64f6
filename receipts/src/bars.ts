/** The bars of a barcode, for printers that draw none themselves. */
import bwip from "bwip-js/node";
import type { Barcode } from "@printermaster/contracts";

const ENCODERS: Record<Barcode["format"], string> = {
  ean13: "ean13",
  ean8: "ean8",
  upca: "upca",
  code39: "code39",
  code128: "code128",
  itf: "interleaved2of5",
  codabar: "rationalizedCodabar",
};

/** Module by module, true where it is dark. */
export function barsOf({ format, data }: Barcode): boolean[] {
  const [symbol] = bwip.raw(ENCODERS[format], data, "");
  const widths = symbol !== undefined && "sbs" in symbol ? symbol.sbs : [];
  // The first is a bar, then a space, and so on.
  return widths.flatMap((width, index) => Array.from({ length: width }, () => index % 2 === 0));
}
