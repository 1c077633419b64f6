/** A run on one screen. */
import type { FloorName } from "./floors/floor.ts";
import { IN_FLIGHT, moments } from "./prints.ts";
import type { Results } from "./results.ts";
import type { Summary } from "./statistics.ts";
import { sumOf } from "./writes.ts";

const LABEL = 24;
const COLUMN = 9;

export function tableOf(results: Results): string {
  const { machine, settings, perSecond } = results;
  return [
    `${settings.rounds} rounds of floors and ours in turns; medians of the rounds, in ms`,
    "",
    ...floorLines(results),
    "",
    ...ourLines(results),
    "",
    ...ratioLines(results),
    writeLine(results),
    "",
    `prints/s, ${IN_FLIGHT} in flight: ${perSecond.onePrinter.toFixed(0)} on one printer, ${perSecond.allPrinters.toFixed(0)} on all`,
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

const summaryRow = (label: string, { p50, p95, p99, n }: Summary): string =>
  row(label, ms(p50), ms(p95), ms(p99), String(n));

const ratioLines = ({ ratios }: Results): string[] => [
  `submit to told is ${ratios.toldToPath.toFixed(2)} × the floors of its path`,
  `submit to accepted is ${ratios.acceptedToAppend.toFixed(2)} × one append on the same server, between the prints; straight over NATS ${ratios.acceptedOverNatsToAppend.toFixed(2)} ×`,
];

function writeLine({ writes }: Results): string {
  const each = Object.entries(writes).map(([name, some]) => `${name} ${some.toFixed(2)}`);
  return `${sumOf(writes).toFixed(2)} durable writes a print: ${each.join(", ")}`;
}

const row = (label: string, ...cells: readonly string[]): string =>
  label.padEnd(LABEL) + cells.map((cell) => cell.padStart(COLUMN)).join("");

const ms = (value: number): string => value.toFixed(2);
