// A bug here would look like this: a copy without its mark on the counter, which a guest or a tax auditor takes for the original; a second
// ticket of a marked print that looks unmarked; a user's name that moves the paper; paper hashes of old prints that no longer fit.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { bannerOf, DEFAULT_PRINTER_PROFILE } from "@printermaster/contracts";
import type { Job, PrinterProfile, Receipt } from "@printermaster/contracts";
import { composeDocument, decodeEscPos, textLines, tickets } from "../src/index.ts";
import type { DisplayList } from "../src/index.ts";
import { escaped } from "./escaped.ts";
import { random, randomReceipt, randomText } from "./random-documents.ts";

const profile = DEFAULT_PRINTER_PROFILE;
const decoded = (bytes: Uint8Array) => decodeEscPos(bytes, { columns: 10_000 });

const twoTickets: Receipt = {
  kind: "receipt",
  blocks: [
    { type: "text", text: "Table 4", bold: true },
    { type: "cut" },
    { type: "text", text: "Bar" },
  ],
};

const job = (over: Partial<Job>): Job => ({
  jobId: "vmk7c2paf36tz5xnbg4h2wq6re",
  company: "demo",
  branch: "oldtown",
  printerId: "bar",
  class: "kitchen",
  title: "Table 4",
  documentKind: "receipt",
  status: "processing",
  reason: "job-outgoing",
  attempt: 1,
  correlationId: "c1",
  submittedBy: { kind: "user", id: "rene", name: "René Müller" },
  submittedAt: "2026-11-21T19:04:30.000Z",
  expiresAt: "2026-11-21T19:34:30.000Z",
  updatedAt: "2026-11-21T19:04:31.000Z",
  ...over,
});
const copyOf = "uiq723h6hunyzty543cljuc6el";
const standsInFor = { printerId: "kitchen1", name: "Küche 1" };

describe("the banner of marked paper", async () => {
  test.each([
    ["copy", job({ copyOf })],
    ["possible-duplicate", job({ copyOf, possibleDuplicate: true, standsInFor })],
    ["stand-in", job({ standsInFor })],
  ] as const)("has the golden bytes of a %s, on each of its tickets", async (name, marked) => {
    const golden = readFileSync(new URL(`golden/${name}.txt`, import.meta.url), "utf8");
    const bytes = await composeDocument(twoTickets, { ...profile, columns: 32 }, bannerOf(marked));
    expect(escaped(bytes)).toBe(golden.trimEnd());
  });

  test.each([48, 42, 32] as const)(
    "keeps the original's id whole on %i columns",
    async (columns) => {
      const bytes = await composeDocument(
        twoTickets,
        { ...profile, columns },
        bannerOf(job({ copyOf })),
      );
      expect(textLines(decoded(bytes))).toContain(` of ${copyOf} `);
    },
  );

  test("is white on black, bold and centered, and leaves the ticket below as it was", async () => {
    const [first, ...below] = contentOf(
      decoded(await composeDocument(twoTickets, profile, ["COPY"])),
    );
    const style = { invert: true, bold: true };
    expect(first).toMatchObject({ align: "center", runs: [{ text: " COPY ", style }] });
    expect(below[0]).toEqual(contentOf(decoded(await composeDocument(twoTickets, profile)))[0]);
  });

  test("is no banner without lines: the bytes, and so the hash, of an ordinary print stay", async () => {
    for (let seed = 0; seed < 50; seed++) {
      const document = randomReceipt(random(seed));
      const plain = await composeDocument(document, profile);
      expect(await composeDocument(document, profile, undefined)).toEqual(plain);
      expect(await composeDocument(document, profile, [])).toEqual(plain);
    }
  });
});

describe("any document under any banner", () => {
  const profiles: PrinterProfile[] = [
    profile,
    { ...profile, columns: 32, codePage: "cp1252" },
    { ...profile, columns: 42 },
  ];
  const cases = Array.from({ length: 150 }, (_, seed) => {
    const next = random(seed);
    const banner = ["COPY", randomText(next, 200) || "x", randomText(next, 120) || "x"];
    const on = profiles[seed % profiles.length] ?? profile;
    return { document: randomReceipt(next), banner, on };
  });

  test("opens every ticket with the banner's first line", async () => {
    for (const { document, banner, on } of cases) {
      const parts = tickets(decoded(await composeDocument(document, on, banner)));
      expect(parts.length).toBeGreaterThan(0);
      for (const ticket of parts) expect(textLines(ticket)[0]).toBe(" COPY ");
    }
  });

  test("is the same paper below the banner as without one", async () => {
    for (const { document, banner, on } of cases) {
      const marked = tickets(decoded(await composeDocument(document, on, banner)));
      const plain = tickets(decoded(await composeDocument(document, on)));
      for (const [index, ticket] of plain.entries())
        expect(contentOf(marked[index] ?? []).slice(-contentOf(ticket).length)).toEqual(
          contentOf(ticket),
        );
    }
  });

  test("yields known commands only, and lines no wider than the paper, whatever a name holds", async () => {
    for (const { document, banner, on } of cases) {
      const list = decoded(await composeDocument(document, on, banner));
      expect(list.filter((item) => item.kind === "unknown" || item.kind === "status")).toEqual([]);
      for (const line of linesIn(list)) expect(line.width).toBeLessThanOrEqual(on.columns * 12);
    }
  });

  test("is marked once more where a printer without a cutter is torn by hand", async () => {
    const lines = textLines(
      decoded(await composeDocument(twoTickets, { ...profile, cutter: false }, ["COPY"])),
    );
    expect(lines).toEqual([" COPY ", "Table 4", " COPY ", "Bar"]);
  });
});

const linesIn = (list: DisplayList) => list.flatMap((item) => (item.kind === "line" ? [item] : []));

/** What is seen: the bytes in front of a mark differ, as the style has to be set back, or is left set before a cut. */
const contentOf = (ticket: DisplayList) =>
  ticket.flatMap((item) => {
    const { bytes: _, ...mark } = item.kind === "cut" ? { ...item, kept: undefined } : item;
    return mark.kind === "reset" ? [] : [mark];
  });
