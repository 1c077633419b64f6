import type { PrintDocument } from "@printermaster/contracts";

/** What a till prints for a coffee; the number makes its bytes, and so their hash, differ from every other's. */
export const receipt = (number: number): PrintDocument => ({
  kind: "receipt",
  blocks: [
    { type: "text", text: "Demo Diner", align: "center", bold: true, size: 2 },
    { type: "text", text: `Receipt ${number}`, align: "center" },
    { type: "rule" },
    line("2 × Flat white", "7.80"),
    line("1 × Almond croissant", "4.20"),
    line("1 × Orange juice", "4.50"),
    { type: "rule" },
    line("Total", "16.50"),
    line("Card", "16.50"),
    { type: "text", text: "Thank you, see you soon.", align: "center" },
    { type: "cut" },
  ],
});

const line = (what: string, price: string) => ({
  type: "columns" as const,
  cells: [
    { text: what, width: 3 },
    { text: price, width: 1, align: "right" as const },
  ],
});
