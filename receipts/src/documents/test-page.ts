import type { Block, Receipt, TestPage } from "@printermaster/contracts";

/** The page that proves a printer, from the click to the cut: whoever holds it can find the print in the logs and traces. */
export function testPage(page: TestPage): Receipt {
  return {
    kind: "receipt",
    title: `Test page for ${page.printerName}`.slice(0, 120),
    blocks: [
      { type: "text", text: "TEST PAGE", align: "center", bold: true, size: 2 },
      { type: "feed", lines: 1 },
      { type: "text", text: page.companyName, align: "center", bold: true },
      { type: "text", text: page.branchName, align: "center" },
      { type: "rule" },
      fact("Printer", page.printerName),
      fact("Id", page.printerId),
      fact("Asked by", page.requestedBy),
      fact("Asked at", inWords(page.requestedAt)),
      { type: "rule" },
      ...traced("Correlation id", page.correlationId),
      ...(page.traceId === undefined ? [] : traced("Trace id", page.traceId)),
      { type: "feed", lines: 1 },
      { type: "qr", data: page.correlationId, size: 6 },
      { type: "feed", lines: 1 },
      { type: "text", text: "If you can read this, the printer works.", align: "center" },
      { type: "cut" },
    ],
  };
}

/** Eight columns for the name and 23 for the value on the narrowest paper, enough for a point in time. */
function fact(name: string, value: string): Block {
  return {
    type: "columns",
    cells: [
      { text: name, width: 8 },
      { text: value, width: 23, align: "right" },
    ],
  };
}

/** On a line of its own: an identifier that wraps in the middle is hard to type into a search. */
function traced(name: string, value: string): Block[] {
  return [
    { type: "text", text: name },
    { type: "text", text: value, bold: true },
  ];
}

function inWords(instant: string): string {
  return `${instant.slice(0, 19).replace("T", " ")} UTC`;
}
