import type { Block, Label } from "@printermaster/contracts";

/** Each copy is a sticker of its own. */
export function label(label: Label): Block[] {
  const sticker: Block[] = [
    { type: "text", text: label.name, align: "center", bold: true, size: 2 },
    ...(label.lines ?? []).map((text): Block => ({ type: "text", text, align: "center" })),
    ...(label.code === undefined ? [] : [label.code]),
    { type: "cut" },
  ];
  return Array.from({ length: label.copies ?? 1 }, () => sticker).flat();
}
