// A bug here would look like this: an invoice too narrow to read, a metre of white behind it, a stranger's file that stops the agent.
import { describe, expect, test } from "vitest";
import { DEFAULT_PRINTER_PROFILE, PrintDocument } from "@printermaster/contracts";
import { composeDocument, decodeEscPos, textLines } from "../src/index.ts";
import { bandsIn, isDark } from "./bands.ts";

/** A page of 226 by `height` points (80 mm wide) with a black bar at its top. */
function pdf(height: number): string {
  const drawing = `20 ${height - 50} 186 30 re f`;
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 226 ${height}]/Contents 4 0 R>>`,
    `<</Length ${drawing.length}>>stream\n${drawing}\nendstream`,
  ];
  let file = "%PDF-1.4\n";
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj${object}endobj\n`;
    return `${String(offset).padStart(10, "0")} 00000 n \n`;
  });
  const table = `xref\n0 5\n0000000000 65535 f \n${offsets.join("")}`;
  const end = `trailer<</Size 5/Root 1 0 R>>\nstartxref\n${file.length}\n%%EOF`;
  return Buffer.from(file + table + end).toString("base64");
}

const composed = async (data: string, banner?: string[]) =>
  await composeDocument(
    PrintDocument.parse({ kind: "pdf", data }),
    DEFAULT_PRINTER_PROFILE,
    banner,
  );

describe("a PDF", () => {
  test("is as wide as the paper, and ends where its ink ends", async () => {
    const picture = bandsIn(await composed(pdf(800)));
    const scale = 576 / 226;
    expect(Math.abs(picture.height - 50 * scale)).toBeLessThan(3);
    expect(isDark(picture, 288, Math.round(35 * scale))).toBe(true);
    expect(isDark(picture, 288, 10)).toBe(false);
  }, 60_000);

  test("has the banner above it", async () => {
    expect(textLines(decodeEscPos(await composed(pdf(100), ["COPY"])))[0]).toBe(" COPY ");
  }, 60_000);

  test.each([
    [
      "that is none",
      Buffer.from("%PDF-1.4 nothing").toString("base64"),
      "a PDF that cannot be drawn",
    ],
    ["of thirty metres", pdf(100_000), "longer than twelve metres"],
  ])(
    "%s is refused whole",
    async (_, data, message) => {
      await expect(composed(data)).rejects.toThrow(message);
    },
    60_000,
  );
});
