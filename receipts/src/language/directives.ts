/** Lines that begin with `@`: what is no text. */
import { Barcode } from "@printermaster/contracts";
import { Unprintable } from "../unprintable.ts";
import type { Draft } from "./draft.ts";
import type { Fill } from "./read-line.ts";

export type State = { widths?: readonly number[] | undefined };

const BARCODES = Barcode.options.map(({ shape }): string => shape.format.value);

export function readDirective(line: string, fill: Fill, state: State): Draft | undefined {
  const [, name = "", rest = ""] = /^@(\w*)\s*(.*)$/.exec(line) ?? [];
  const value = fill(rest.trimEnd());
  if (BARCODES.includes(name)) return { type: "barcode", format: name, data: value };
  switch (name) {
    case "qr":
      return { type: "qr", data: value };
    case "image":
      return { type: "image", png: value };
    case "feed":
      return { type: "feed", lines: value === "" ? 1 : Number(value) };
    case "cut":
      return { type: "cut" };
    case "drawer":
      return value === "" ? { type: "drawer" } : { type: "drawer", pin: Number(value) };
    case "widths":
      state.widths = value === "" ? undefined : widthsIn(value);
      return undefined;
    default:
      throw new Unprintable(`there is no @${name}`);
  }
}

function widthsIn(text: string): number[] {
  const widths = text.trim().split(/\s+/).map(Number);
  if (widths.some((width) => !(width > 0 && width <= 100)))
    throw new Unprintable("@widths takes numbers from 1 to 100");
  return widths;
}
