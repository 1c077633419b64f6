/** The part of the page about one print, its floors, and the peers. */
import { peers, type PeerName } from "../../peers/all.ts";
import { IN_FLIGHT } from "../loads/turn.ts";
import { OURS } from "../prints/contestants.ts";
import { moments } from "../prints/latencies.ts";
import type { Results } from "../prints/results.ts";
import type { MedianTurn, Offered } from "../prints/turns.ts";
import type { Summary } from "../statistics.ts";
import { ms, row, table, times, whole } from "./markdown.ts";

export const printSections = (prints: Results): string[] => [
  floorsOf(prints),
  oursOf(prints),
  contestantsOf(prints),
  processorsOf(prints),
  promisesOf(prints),
];

function floorsOf({ floors, path, pathFloor }: Results): string {
  const rows = Object.entries(floors).map(([name, { p50, p99 }]) =>
    row(name, ms(p50), ms(p99), `×${path[name as keyof typeof path]}`),
  );
  const sum = row("one after another", `**${ms(pathFloor)}**`, "", "");
  return `## The floors\n\nEach step of a print's path with nothing of ours around it, in ms.\n\n${table(["floor", "p50", "p99", "a print"], [...rows, sum])}`;
}

const cells = ({ p50, p95, p99 }: Summary): string[] => [ms(p50), ms(p95), ms(p99)];

function oursOf({ ours, writes, writesPerSecond, ceilingPerSecond, onePrinterPerSecond }: Results) {
  const rows = moments.map((moment) => row(`submit to ${moment}`, ...cells(ours[moment])));
  const each = Object.entries(writes).map(([name, n]) => `${name} ${n.toFixed(2)}`);
  return [
    "## Ours, one print in flight, in ms",
    table(["", "p50", "p95", "p99"], rows),
    `Durable writes a print: ${each.join(", ")}. While saturated ${whole(writesPerSecond)} a second; a bare server takes ${whole(ceilingPerSecond)}. One printer alone gets ${whole(onePrinterPerSecond)} prints/s.`,
  ].join("\n\n");
}

function contestantsOf({ turns, toPeers }: Results): string {
  const rows = Object.entries(turns).flatMap(([name, turn]) => loadsOf(name, turn));
  const ratios = Object.entries(toPeers).map(([name, { alone, half, processor, perSecond }]) =>
    row(name, times(alone), times(half), times(processor), times(perSecond)),
  );
  return [
    "## Beside others, submit to told, in ms",
    "Open loops: prints begin at scheduled times, exponential gaps, and are timed from the schedule, so a stall is felt by all who came during it. Half load and 80 % are of what each can do, but for nobody more than of what ours can do.",
    table(["", "load", "p50", "p95", "p99"], rows),
    "Ours as a multiple of each, in the same rounds:",
    table(["", "time alone", "time at half load", "processor a print", "prints/s"], ratios),
  ].join("\n\n");
}

function loadsOf(name: string, { alone, half, eighty, saturated, perSecond, failed }: MedianTurn) {
  return [
    row(`**${name}**`, "one in flight", ...cells(alone)),
    ...offered(`half load, ${whole(half.perSecond)}/s`, half),
    ...(eighty ? offered(`80 %, ${whole(eighty.perSecond)}/s`, eighty) : []),
    row("", `saturated: ${IN_FLIGHT} in flight, ${whole(perSecond)}/s`, ...cells(saturated)),
    ...(failed > 0 ? [row("", `**${failed} failed**, and are not timed`, "", "", "")] : []),
  ];
}

const offered = (label: string, { told, accepted, spooled }: Offered): string[] => [
  row("", label, ...cells(told)),
  ...(accepted.n > 0 ? [row("", "— to accepted", ...cells(accepted))] : []),
  ...(spooled.n > 0 ? [row("", "— to spooled", ...cells(spooled))] : []),
];

function processorsOf({ turns }: Results): string {
  const rows = Object.entries(turns).map(([name, { processor, processorSum }]) => {
    const each = Object.entries(processor).map(([process, s]) => `${process} ${s.toFixed(2)}`);
    return row(name, processorSum.toFixed(2), each.join(", "));
  });
  return `## Processor, in seconds for 1,000 prints, while saturated\n\n${table(["", "all", "by process"], rows)}`;
}

function promisesOf({ turns }: Results): string {
  const names = Object.keys(turns).filter((name) => name !== OURS) as PeerName[];
  const rows = names.map((name) => row(name, peers[name].is, peers[name].cannot));
  const missing = (Object.keys(peers) as PeerName[]).filter((name) => !(name in turns));
  const left = missing.length > 0 ? `\n\nNot measured in this run: ${missing.join(", ")}.` : "";
  return `## What the others cannot promise\n\n${table(["", "what it is", "what it cannot promise"], rows)}${left}`;
}
