/** One round: each work beside its baseline, in turns, for machines have their moods. */
import { DEFAULT_PRINTER_PROFILE } from "@printermaster/contracts";
import { composeDocument, decodeEscPos, renderPng, renderSvg } from "@printermaster/receipts";
import { perName, summarize, timeOf } from "../statistics.ts";
import { bareLine, plainLoop, thereAndBack } from "./baselines.ts";
import { DRAWN_LINES, plainReceipt } from "./documents.ts";

export type Script = keyof typeof DRAWN_LINES;
export const SCRIPTS = Object.keys(DRAWN_LINES) as Script[];

/** Medians, in milliseconds. */
export interface Round {
  readonly composed: number;
  readonly loop: number;
  readonly json: number;
  readonly svg: number;
  readonly png: number;
  readonly lines: Readonly<Record<Script, number>>;
  readonly bareLine: number;
}

type Work = () => unknown;

export async function oneRound(times: number): Promise<Round> {
  const document = plainReceipt();
  const compose = () => composeDocument(document, DEFAULT_PRINTER_PROFILE);
  const bytes = await compose();
  const svg = () => renderSvg(decodeEscPos(bytes));
  const drawn = svg();
  const paper = await inTurns(times, {
    composed: compose,
    loop: () => plainLoop(document),
    json: () => thereAndBack(document),
    svg,
  });
  const pictures = await inTurns(times / 4, { png: () => renderPng(drawn) });
  const { bareLine, ...lines } = await linesInTurns(times / 4);
  return { ...paper, ...pictures, lines, bareLine };
}

async function linesInTurns(times: number): Promise<Record<Script | "bareLine", number>> {
  const work = perName(SCRIPTS, (script) => {
    const document = { kind: "text", text: DRAWN_LINES[script] } as const;
    return () => composeDocument(document, DEFAULT_PRINTER_PROFILE);
  });
  // The first line of a script loads its font.
  for (const each of Object.values(work)) await each();
  return await inTurns(times, { ...work, bareLine: () => bareLine(DRAWN_LINES.Arabic) });
}

async function inTurns<Name extends string>(
  times: number,
  work: Record<Name, Work>,
): Promise<Record<Name, number>> {
  const names = Object.keys(work) as Name[];
  const took = perName(names, (): number[] => []);
  for (let nth = 0; nth < times; nth++)
    for (const name of names) took[name].push(await timeOf(async () => await work[name]()));
  return perName(names, (name) => summarize(took[name]).p50);
}
