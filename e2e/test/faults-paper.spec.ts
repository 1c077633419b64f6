import { composeDocument } from "@printermaster/receipts";
import { DEFAULT_PRINTER_PROFILE } from "@printermaster/contracts";
import { describe, expect, it } from "vitest";
import { Roll } from "../faults/actors/roll.ts";
import { said, ticketText } from "../faults/actors/ticket-text.ts";

const bytesOf = (text: string, banner?: string[]) =>
  composeDocument({ kind: "text", text }, DEFAULT_PRINTER_PROFILE, banner);

const papersOf = (chunks: readonly Uint8Array[]) => {
  const roll = new Roll();
  const heard = chunks.flatMap((chunk) => [...roll.push(chunk)]);
  return { papers: heard.flatMap((one) => (one.kind === "cut" ? [one.paper] : [])), roll };
};

describe("the fault runs' own printer", () => {
  it("reads from paper what the document said, however its bytes arrive", async () => {
    const text = ticketText("s1n7", 12);
    const bytes = await bytesOf(text);
    const byteByByte = papersOf([...bytes].map((byte) => Uint8Array.of(byte)));
    expect(byteByByte.papers.map(said)).toEqual([said(text)]);
    expect(papersOf([bytes]).papers.map(said)).toEqual([{ key: "s1n7", body: said(text).body }]);
  });

  it("tells two editions of a ticket, and a ticket with a line less, from the first", () => {
    const whole = said(ticketText("s1n7", 12)).body;
    expect(said(ticketText("s1n7", 12, 2)).body).not.toBe(whole);
    expect(said(ticketText("s1n7", 12).split("\n").slice(1).join("\n")).body).not.toBe(whole);
  });

  it("knows whose a torn ticket is", async () => {
    const bytes = await bytesOf(ticketText("s1n7", 12));
    const { papers, roll } = papersOf([bytes.subarray(0, bytes.length / 2)]);
    expect(papers).toEqual([]);
    expect(said(roll.open).key).toBe("s1n7");
  });

  it("answers status questions without putting them on paper", () => {
    const ask = Uint8Array.of(0x10, 0x04, 1);
    const roll = new Roll();
    expect([...roll.push(ask)]).toEqual([{ kind: "asked-now" }]);
    expect(roll.open).toBe("");
    expect([...roll.push(Uint8Array.of(0x1d, 0x72, 1))]).toEqual([{ kind: "asked-behind" }]);
  });
});
