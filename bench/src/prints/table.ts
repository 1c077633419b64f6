/** A run on one screen. */
import { peers, type PeerName } from "../../peers/all.ts";
import type { FloorName } from "../floors/floor.ts";
import { IN_FLIGHT } from "../loads/turn.ts";
import { sumOf } from "../ours/writes.ts";
import type { Summary } from "../statistics.ts";
import { OURS } from "./contestants.ts";
import { moments } from "./latencies.ts";
import type { Results } from "./results.ts";
import type { MedianTurn, Offered } from "./turns.ts";

const LABEL = 26;
const COLUMN = 9;

export function tableOf(results: Results): string {
  const { machine, settings } = results;
  return [
    `${settings.rounds} rounds of floors, ours and peers in turns; medians of the rounds, in ms`,
    "",
    ...floorLines(results),
    "",
    ...ourLines(results),
    "",
    ...Object.entries(results.turns).flatMap(turnLines),
    "",
    ...ratioLines(results),
    writeLine(results),
    "",
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}, Node ${machine.node}, nats-server ${machine.natsServer}`,
  ].join("\n");
}

function floorLines({ floors, path, pathFloor }: Results): string[] {
  const names = Object.keys(path) as FloorName[];
  return [
    row("floor", "p50", "a print"),
    ...names.map((name) => row(name, ms(floors[name].p50), `×${path[name]}`)),
    row("one after another", ms(pathFloor)),
  ];
}

const ourLines = ({ ours }: Results): string[] => [
  row("ours, one in flight", "p50", "p95", "p99", "n"),
  ...moments.map((moment) => summaryRow(`submit to ${moment}`, ours[moment])),
  summaryRow("accepted, over NATS", ours.acceptedOverNats),
  summaryRow("an append between them", ours.append),
];

/** Submit to told, and what it cost. */
function turnLines([name, turn]: [string, MedianTurn]): string[] {
  const { alone, half, eighty, saturated, perSecond, processor, processorSum, failed } = turn;
  const costs = Object.entries(processor).map(([process, s]) => `${process} ${s.toFixed(1)}`);
  return [
    row(`${name}, to told`, "p50", "p95", "p99", "n"),
    summaryRow("  one in flight", alone),
    ...offeredLines(`${half.perSecond.toFixed(0)}/s, half load`, half),
    ...(eighty ? offeredLines(`${eighty.perSecond.toFixed(0)}/s, 80 %`, eighty) : []),
    summaryRow(`  ${IN_FLIGHT} in flight`, saturated),
    `  ${perSecond.toFixed(0)} prints/s; ${processorSum.toFixed(1)} s of processor for 1,000: ${costs.join(", ")}`,
    ...(failed > 0 ? [`  ${failed} FAILED`] : []),
    ...(name === OURS ? [] : [`  cannot promise: ${peers[name as PeerName].cannot}`]),
  ];
}

const offeredLines = (label: string, { told, accepted, spooled }: Offered): string[] => [
  summaryRow(`  ${label}`, told),
  ...(accepted.n > 0 ? [summaryRow("    to accepted", accepted)] : []),
  ...(spooled.n > 0 ? [summaryRow("    to spooled", spooled)] : []),
];

const summaryRow = (label: string, { p50, p95, p99, n }: Summary): string =>
  row(label, ms(p50), ms(p95), ms(p99), String(n));

const ratioLines = ({ ratios, toPeers }: Results): string[] => [
  `submit to told is ${ratios.toldToPath.toFixed(2)} × the floors of its path, at half load ${ratios.halfLoadToPath.toFixed(2)} ×; its p99 there ${ratios.tailAtHalfLoad.toFixed(1)} × its p50`,
  `submit to accepted is ${ratios.acceptedToAppend.toFixed(2)} × one append on the same server, between the prints; straight over NATS ${ratios.acceptedOverNatsToAppend.toFixed(2)} ×`,
  ...Object.entries(toPeers).map(
    ([name, { alone, half, processor, perSecond }]) =>
      `ours to ${name}: ${alone.toFixed(2)} × its time alone, ${half.toFixed(2)} × at half load, ${processor.toFixed(2)} × its processor, ${perSecond.toFixed(2)} × its prints/s`,
  ),
];

function writeLine({ writes, writesPerSecond, ceilingPerSecond, onePrinterPerSecond }: Results) {
  const each = Object.entries(writes).map(([name, some]) => `${name} ${some.toFixed(2)}`);
  const share = ((100 * writesPerSecond) / ceilingPerSecond).toFixed(0);
  return [
    `${sumOf(writes).toFixed(2)} durable writes a print: ${each.join(", ")}`,
    `${writesPerSecond.toFixed(0)} durable writes/s while saturated, ${share} % of the ${ceilingPerSecond.toFixed(0)}/s that a bare server takes; ${onePrinterPerSecond.toFixed(0)} prints/s on one printer`,
  ].join("\n");
}

const row = (label: string, ...cells: readonly string[]): string =>
  label.padEnd(LABEL) + cells.map((cell) => cell.padStart(COLUMN)).join("");

const ms = (value: number): string => value.toFixed(2);
