// A bug here would look like this: a guest's name opens the drawer, a mistyped line is printed as it stands and nobody is told, a list in a
// list keeps the agent busy for good, the documentation shows what does not work.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_PRINTER_PROFILE, MarkupValues } from "@printermaster/contracts";
import { composeDocument, decodeEscPos, readMarkup, textLines } from "../src/index.ts";

const read = (text: string, values: MarkupValues = {}) =>
  readMarkup({ kind: "markup", text, values }).blocks;
const paper = async (text: string, values: MarkupValues = {}) =>
  textLines(
    decodeEscPos(
      await composeDocument(
        { kind: "markup", text, values },
        { ...DEFAULT_PRINTER_PROFILE, columns: 32 },
      ),
    ),
  );

const page = readFileSync(new URL("../../docs/receipt-language.md", import.meta.url), "utf8");
const example = (name: string) =>
  new RegExp(`\`\`\`${name}\n(.*?)\n\`\`\``, "s").exec(page)?.[1] ?? "";

describe("the examples of its page", () => {
  test("print as the page says", async () => {
    const values = MarkupValues.parse(JSON.parse(example("json")));
    expect((await paper(example("template"), values)).join("\n")).toBe(example("paper"));
    expect(await paper(example("receipt"))).toEqual([
      "Café Amélie",
      "Zürich Hauptbahnhof",
      "─".repeat(32),
      "2 x Flat white              9,00",
      "Almond croissant            4,50",
      "═".repeat(32),
      "Total                    13,50 €",
      "Thank you!",
    ]);
  });
});

describe("a line", () => {
  test.each([
    ["plain", { type: "text", text: "plain" }],
    ["", { type: "text", text: "" }],
    ["## b", { type: "text", text: "b", align: "center", bold: true }],
    ["# a", { type: "text", text: "a", align: "center", bold: true, size: 2 }],
    ["> a", { type: "text", text: "a", align: "right" }],
    ["^!! a", { type: "text", text: "a", align: "center", bold: true, size: 2 }],
    ["!!! nuts", { type: "text", text: "nuts", bold: true, size: 2, invert: true }],
    ["\\# a", { type: "text", text: "# a" }],
    ["a \\| b", { type: "text", text: "a | b" }],
    ["!important", { type: "text", text: "!important" }],
    ["===", { type: "rule", style: "double" }],
    ["@drawer 5", { type: "drawer", pin: 5 }],
    ["@ean13 400638133393", { type: "barcode", format: "ean13", data: "400638133393" }],
    [
      "a | ^ b | c",
      {
        type: "columns",
        cells: [
          { text: "a", width: 1 },
          { text: "b", width: 1, align: "center" },
          { text: "c", width: 1, align: "right" },
        ],
      },
    ],
  ])("%j is one block", (line, block) => {
    expect(read(line)).toEqual([block]);
  });

  test("with widths before it has those", () => {
    const [columns] = read("@widths 1 4 2\na | b | c");
    expect(columns).toMatchObject({ cells: [{ width: 1 }, { width: 4 }, { width: 2 }] });
  });
});

describe("what means nothing is refused with its line", () => {
  test.each([
    ["a\n@qrcode x", "line 2: there is no @qrcode"],
    ["@ean13 4006381333932", "line 1: data: the last digit does not fit the others"],
    ["@feed 99", "line 1: lines: "],
    ["@drawer 3", "line 1: "],
    ["@image AAAA", "line 1: png: not a PNG"],
    ["@widths a b", "line 1: @widths takes numbers"],
    ["a {{name}}", 'line 1: no value for "name"'],
    ["{{#a}}\nb", "line 1: {{#a}} has no {{/a}}"],
    ["a\n{{/a}}", "line 2: {{/a}} closes nothing"],
    ["// nothing else", "line 1: nothing to print"],
    ["a\n".repeat(1_501), "line 1501: more than 1500 lines"],
    ["{{^x}}\n".repeat(9), "line 9: sections in more than 8 others"],
  ])("%j", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  test("so are lists in lists that never come to an end", () => {
    const many = Array.from({ length: 200 }, () => ({}));
    const nested = `${"{{#l}}\n".repeat(5)}${"{{/l}}\n".repeat(5)}`;
    expect(() => read(nested, { l: many })).toThrow("repeat more than 5000 times");
  });
});

describe("a value", () => {
  test("is text, whatever it looks like", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40, unit: "binary" }), (value) => {
        expect(read("{{v}}", { v: value })).toEqual([{ type: "text", text: value }]);
        expect(read("a | {{v}}", { v: value })).toHaveLength(1);
      }),
    );
    for (const value of ["@drawer", "# a", "a | b", "{{v}}", "{{#v}}", "\\"])
      expect(read("{{v}}", { v: value })).toEqual([{ type: "text", text: value }]);
  });

  test("of a row stands before those around it", () => {
    const texts = read("{{#rows}}\n{{a}} {{b}} {{c?}}\n{{/rows}}", {
      a: "outer",
      b: 1,
      rows: [{ a: "inner" }, {}],
    });
    expect(texts).toMatchObject([{ text: "inner 1 " }, { text: "outer 1 " }]);
  });
});
