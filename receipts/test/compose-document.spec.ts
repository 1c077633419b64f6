// A bug here would look like this: a customer's order note kicks the drawer, a price stands in the next line, a letter is missing on the
// paper and nobody is told, the second ticket of a print has the wrong umlauts.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DEFAULT_PRINTER_PROFILE, PrintDocument } from "@printermaster/contracts";
import type { PrinterProfile, TestPage } from "@printermaster/contracts";
import { composeDocument, decodeEscPos, textLines, tickets } from "../src/index.ts";
import type { DisplayList } from "../src/index.ts";
import { held, legible } from "../src/code-pages.ts";
import { escaped } from "./escaped.ts";
import { random, randomReceipt, randomText } from "./random-documents.ts";

const profile = DEFAULT_PRINTER_PROFILE;
/** Wide enough that nothing wraps by itself: what is too long for the paper shows as too long. */
const decoded = (bytes: Uint8Array) => decodeEscPos(bytes, { columns: 10_000 });
const text = async (document: PrintDocument, on = profile) =>
  textLines(decoded(await composeDocument(document, on)));

const aTestPage: TestPage = {
  kind: "test-page",
  printerId: "kitchen1",
  printerName: "Küche 1",
  branchName: "Zürich Hauptbahnhof",
  companyName: "Café Amélie & Söhne",
  correlationId: "01jd3f7q8m2n4p5r6s7t8v9w0x",
  requestedBy: "anna@example.test",
  requestedAt: "2026-11-21T00:45:12Z",
  traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
};

describe("the bytes of a document", () => {
  test("a small receipt", async () => {
    const bytes = await composeDocument(
      {
        kind: "receipt",
        blocks: [
          { type: "text", text: "Käse\n\n10 €", bold: true, align: "center" },
          { type: "columns", cells: [{ text: "Total" }, { text: "10,00", align: "right" }] },
          { type: "qr", data: "é", size: 4 },
          { type: "cut" },
          { type: "text", text: "ß", size: 2, invert: true, underline: true },
        ],
      },
      { ...profile, columns: 32 },
    );
    expect(escaped(bytes)).toBe(
      [
        "\\x1b@\\x1bt\\x13\\x1ba\\x01\\x1bE\\x01K\\x84se\\x0a\n\\x0a\n10 \\xd5\\x0a\n",
        "\\x1ba\\x00\\x1bE\\x00Total                      10,00\\x0a\n",
        "\\x1ba\\x01\\x1d(k\\x04\\x001A2\\x00\\x1d(k\\x03\\x001C\\x04\\x1d(k\\x03\\x001E1",
        "\\x1d(k\\x05\\x001P0\\xc3\\xa9\\x1d(k\\x03\\x001Q0\\x1bd\\x04\\x1dV\\x01",
        "\\x1b@\\x1bt\\x13\\x1d!\\x11\\x1b-\\x01\\x1dB\\x01\\xe1\\x0a\n\\x1bd\\x04\\x1dV\\x01",
      ].join(""),
    );
  });

  test("a test page", async () => {
    const golden = readFileSync(new URL("golden/test-page.txt", import.meta.url), "utf8");
    expect(escaped(await composeDocument(aTestPage, profile))).toBe(golden.trimEnd());
  });

  test("a printer without a cutter is never told to cut", async () => {
    const list = decoded(await composeDocument(aTestPage, { ...profile, cutter: false }));
    expect(list.filter((item) => item.kind === "cut")).toEqual([]);
    expect(list.at(-1)).toMatchObject({ kind: "feed", dots: 120 });
  });
});

describe("a test page shows whom to ask", () => {
  test.each([48, 42, 32] as const)(
    "on %i columns every fact stands whole on a line",
    async (columns) => {
      const lines = (await text(aTestPage, { ...profile, columns })).join("\n");
      for (const fact of ["Küche 1", "kitchen1", "Zürich Hauptbahnhof", "Café Amélie & Söhne"])
        expect(lines).toContain(fact);
      for (const fact of [
        "anna@example.test",
        "2026-11-21 00:45:12 UTC",
        aTestPage.correlationId,
        aTestPage.traceId,
      ])
        expect(lines).toContain(fact);
    },
  );

  test("its QR code is the correlation id", async () => {
    const codes = decoded(await composeDocument(aTestPage, profile)).filter(
      (item) => item.kind === "qr",
    );
    expect(codes).toMatchObject([{ data: aTestPage.correlationId, correction: "M" }]);
  });
});

describe("text", () => {
  test("stays in the printer's own letters where its code page has them", async () => {
    expect(await text({ kind: "text", text: "\u{feff}e\u0301 \u20ac" })).toEqual(["\u00e9 \u20ac"]);
    expect(
      await text({ kind: "text", text: "„Œuvre…“" }, { ...profile, codePage: "cp1252" }),
    ).toEqual(["„Œuvre…“"]);
  });

  test("is refused whole by a printer that draws none, where its code page lacks a letter", async () => {
    const composing = composeDocument(
      { kind: "text", text: "tea\n宫保" },
      { ...profile, raster: "never" },
    );
    await expect(composing).rejects.toThrow(/^cp858 lacks a letter of "宫保"/);
  });

  test("what nobody can see leaves no trace: control bytes, bidi controls, stray joiners", async () => {
    expect(
      await text({ kind: "text", text: "a\x1b@b\u202ec\u200dd\u{10}e\u009bf\u00adg\tz" }),
    ).toEqual(["a@bcdefg z"]);
  });

  test("a QR code keeps its line ends and loses the bytes that printers obey even there", async () => {
    const block = { type: "qr", data: "BCD\r\n002\x10\x04\x01\x10\x14\x01\n€" } as const;
    const list = decoded(await composeDocument({ kind: "receipt", blocks: [block] }, profile));
    expect(list.find((item) => item.kind === "qr")).toMatchObject({ data: "BCD\r\n002\n€" });
  });

  test("blank lines and indentation stay, line ends of any kind count once", async () => {
    expect(await text({ kind: "text", text: "a\r\n\r\n  b\rc\n" })).toEqual([
      "a",
      "",
      "  b",
      "c",
      "",
    ]);
  });

  test("no-break spaces keep a price together at the end of a line", async () => {
    const words = `${"x".repeat(26)} 1\u202f234,50\u00a0€`;
    expect(await text({ kind: "text", text: words }, { ...profile, columns: 32 })).toEqual([
      "x".repeat(26),
      "1 234,50 €",
    ]);
  });

  test("columns too long for their share go on below, never into their neighbour", async () => {
    const cells = [
      { text: "Flammkuchen mit Honig", width: 1 },
      { text: "12,00", width: 1, align: "right" as const },
    ];
    expect(
      await text(
        { kind: "receipt", blocks: [{ type: "columns", cells }] },
        { ...profile, columns: 32 },
      ),
    ).toEqual(["Flammkuchen mit            12,00", "Honig"]);
  });

  test("a QR code that would be wider than the paper is printed smaller", async () => {
    const block = { type: "qr", data: "x".repeat(1_200), size: 8 } as const;
    const list = decoded(
      await composeDocument({ kind: "receipt", blocks: [block] }, { ...profile, columns: 32 }),
    );
    expect(list.find((item) => item.kind === "qr")).toMatchObject({ moduleSize: 2 });
  });
});

describe("any document", () => {
  const profiles: PrinterProfile[] = [
    profile,
    { ...profile, columns: 32, codePage: "cp1252" },
    { ...profile, columns: 42, cutter: false },
  ];
  const cases = Array.from({ length: 150 }, (_, seed) => {
    const next = random(seed);
    return { document: randomReceipt(next), on: profiles[seed % profiles.length] ?? profile };
  });

  test("the generator makes documents that clients may send", () => {
    for (const { document } of cases)
      expect(PrintDocument.safeParse(document).error).toBeUndefined();
  });

  test("yields known commands only, and lines no wider than the paper", async () => {
    for (const { document, on } of cases) {
      const list = decoded(await composeDocument(document, on));
      expect(list.filter((item) => item.kind === "unknown" || item.kind === "status")).toEqual([]);
      for (const item of list)
        if (item.kind === "line") expect(item.width).toBeLessThanOrEqual(on.columns * 12);
    }
  });

  test("shows every character of its texts, in order", async () => {
    for (const { document, on } of cases) {
      const expected = document.blocks.flatMap((block) =>
        block.type === "text"
          ? [inked(held(legible(block.text).replaceAll("\n", " "), on.codePage) ?? "")]
          : [],
      );
      const shown = inked(textLines(decoded(await composeDocument(document, on))).join(""));
      let from = 0;
      for (const words of expected) {
        const at = shown.indexOf(words, from);
        expect(at, words).toBeGreaterThanOrEqual(0);
        from = at + words.length;
      }
    }
  });

  test("leaves no control byte of a text in the stream", async () => {
    for (let seed = 0; seed < 150; seed++) {
      const bytes = await composeDocument(
        { kind: "text", text: `x${randomText(random(seed), 500)}` },
        profile,
      );
      // Without the composer's own: reset and code page before, feed and cut after.
      const body = bytes.slice(5, -6);
      expect(
        Array.from(body).filter((byte) => (byte < 0x20 && byte !== 0x0a) || byte === 0x7f),
      ).toEqual([]);
    }
  });

  test("is cut at its end, and each ticket begins from a reset printer", async () => {
    for (const { document } of cases) {
      const parts = tickets(decoded(await composeDocument(document, profile)));
      for (const ticket of parts) {
        expect(ticket.at(-1)?.kind).toBe("cut");
        expect(escaped(joined(ticket)).startsWith("\\x1b@\\x1bt\\x13")).toBe(true);
      }
    }
  });
});

function inked(shown: string): string {
  return shown.replace(/\s/g, "");
}

function joined(ticket: DisplayList): Uint8Array {
  return Buffer.concat(ticket.map((item) => item.bytes));
}
