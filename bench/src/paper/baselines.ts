/** The same work with nothing of ours around it. */
import { createCanvas, GlobalFonts } from "@napi-rs/canvas";
import { CharacterSet, PrinterTypes, ThermalPrinter } from "node-thermal-printer";
import type { PrintDocument } from "@printermaster/contracts";

/** node-thermal-printer in a plain loop: no wrapping, no check of what its code page holds. */
export function plainLoop(document: PrintDocument): Uint8Array {
  if (document.kind !== "receipt") throw new Error("a receipt was asked for");
  const printer = new ThermalPrinter({
    type: PrinterTypes.EPSON,
    interface: "",
    width: 48,
    characterSet: CharacterSet.PC858_EURO,
  });
  for (const block of document.blocks) {
    if (block.type === "text") printer.println(block.text);
    else if (block.type === "columns") printer.table(block.cells.map(({ text }) => text));
    else if (block.type === "rule") printer.drawLine();
    else if (block.type === "qr") printer.printQR(block.data);
    else if (block.type === "cut") printer.cut();
  }
  return printer.getBuffer() ?? new Uint8Array();
}

const WIDTH = 576;
const ROWS = 32;
const canvas = createCanvas(WIDTH, ROWS);
const context = canvas.getContext("2d");

/** One line drawn and read back as dots, in whatever font there is. */
export function bareLine(text: string): Uint8ClampedArray {
  context.fillStyle = "#fff";
  context.fillRect(0, 0, WIDTH, ROWS);
  context.fillStyle = "#000";
  context.font = `20px "${GlobalFonts.families[0]?.family ?? "sans-serif"}"`;
  context.fillText(text, 0, 23);
  return context.getImageData(0, 0, WIDTH, ROWS).data;
}

export const thereAndBack = (document: PrintDocument): unknown =>
  JSON.parse(JSON.stringify(document));
