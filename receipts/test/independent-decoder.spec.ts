// A bug here would look like this: our decoder reads what our composer meant, and a printer prints something else.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DEFAULT_PRINTER_PROFILE } from "@printermaster/contracts";
import { composeDocument, decodeEscPos } from "../src/index.ts";
import type { Item, Run } from "../src/display-list.ts";
import { unescaped } from "./escaped.ts";
import { hasEmupos, readByEmupos, type Read, type Stream } from "./oracles/emupos.ts";
import { random, randomReceipt } from "./random-documents.ts";
import { RECEIPTS } from "./script-receipts.ts";

const golden = new URL("golden/", import.meta.url);
const streamsIn = (folder: string, columns: number): [string, Stream][] =>
  readdirSync(new URL(folder, golden))
    .filter((name) => name.endsWith(".txt"))
    .map((name) => {
      const text = readFileSync(new URL(`${folder}${name}`, golden), "utf8");
      return [name, { columns, bytes: unescaped(text.trimEnd()) }];
    });
const composed = async (document: Parameters<typeof composeDocument>[0]): Promise<Stream> => ({
  columns: DEFAULT_PRINTER_PROFILE.columns,
  bytes: await composeDocument(document, DEFAULT_PRINTER_PROFILE),
});

describe.skipIf(!hasEmupos)("emupos (skipped where Python has none) reads as we do", () => {
  test.each([...streamsIn("documents/", 32), ...streamsIn("./", 48)])("%s", (_, stream) => {
    expectAgreement([stream]);
  });

  test("a receipt in every script that is drawn", async () => {
    const receipts = Object.values(RECEIPTS).map((blocks) => ({
      kind: "receipt" as const,
      blocks,
    }));
    expectAgreement(
      await Promise.all(receipts.map((one) => composed({ ...one, blocks: [...one.blocks] }))),
    );
  });

  test("two hundred receipts by chance", async () => {
    const next = random(7);
    const receipts = Array.from({ length: 200 }, () => randomReceipt(next));
    expectAgreement(await Promise.all(receipts.map(composed)));
  });
});

function expectAgreement(streams: readonly Stream[]): void {
  const read = readByEmupos(streams);
  expect(read).toHaveLength(streams.length);
  streams.forEach(({ bytes }, nth) => {
    expect(read[nth]!.flatMap(theirs)).toEqual(decodeEscPos(bytes).flatMap(ours));
  });
}

function theirs(item: Read): unknown[] {
  switch (item.kind) {
    case "line":
      return lineOf(item.align, item.runs);
    case "block":
      return item.text.startsWith("[image")
        ? [{ image: [item.width, item.height], rows: item.rows }]
        : [{ symbol: dataOf(item.text) }];
    case "cut":
      return ["cut"];
    case "drawer":
      return [`drawer ${item.pin}`];
    case "unknown":
      return [`unknown ${item.what}`];
  }
}

function ours(item: Item): unknown[] {
  switch (item.kind) {
    case "line":
      return lineOf(item.align, item.runs.map(placed));
    case "image": {
      const { width, height, rows } = item.bitmap;
      return [{ image: [width, height], rows: Buffer.from(rows).toString("base64") }];
    }
    case "qr":
    case "barcode":
    case "matrix":
      return [{ symbol: item.data.startsWith("^") ? CODE_128 : item.data }];
    case "cut":
      return ["cut"];
    case "drawer":
      return [`drawer ${item.pin}`];
    case "unknown":
      return [`unknown ${item.hex}`];
    case "feed":
    case "buzzer":
    case "reset":
    case "status":
      return [];
  }
}

/** Ours is told in its own code words; what is in it, zbar says: see scanning.spec.ts. */
const CODE_128 = "a Code 128";

/** "[barcode EAN-13 4006381333931]" */
const dataOf = (text: string): string =>
  text.startsWith("[barcode CODE128")
    ? CODE_128
    : (/^\[(?:barcode )?\S+ (.*)\]$/s.exec(text)?.[1] ?? text);

interface Placed {
  text: string;
  readonly left: number;
  end: number;
  readonly look: object;
}

const placed = ({ text, left, advance, style }: Run): Placed => ({
  text,
  left,
  end: left + Array.from(text).length * advance,
  look: style,
});

/** Runs of one look that touch are one; a line without ink is none. */
function lineOf(align: string, runs: readonly Placed[]): unknown[] {
  const joined: Placed[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    if (last?.end === run.left && JSON.stringify(last.look) === JSON.stringify(run.look)) {
      last.text += run.text;
      last.end = run.end;
    } else joined.push({ ...run });
  }
  return joined.length > 0 ? [{ align, runs: joined }] : [];
}
