/** A run as it is written to disk, and on one screen. */
import type { Machine } from "../machine.ts";
import type { Broadcasts } from "./broadcasts.ts";
import type { Entrance, Idle } from "./measure.ts";

export interface IdleAgentsResults {
  readonly at: string;
  readonly machine: Machine;
  readonly agents: number;
  readonly entrance: Entrance;
  readonly idle: Idle;
  readonly broadcasts: Broadcasts;
}

export const limits = { kbPerAgent: 35, cpuShare: 0.15 } as const;
/** Of what has nothing to do with the broadcasts: a beat more or less in a window. */
const SLACK = 10;

const dearest = ({ kbPerAgent: { asItRanKb, collectedKb } }: Idle): number =>
  Math.max(asItRanKb, collectedKb);

/** What is not as it should be. */
export function shortfallsOf({ idle, broadcasts }: IdleAgentsResults): string[] {
  const [, ...others] = broadcasts.gateways;
  const heard = others.some((one) => one.heard - one.heardWithout > SLACK);
  return [
    ...(dearest(idle) > limits.kbPerAgent ? ["an agent takes too much memory"] : []),
    ...(idle.cpuShare > limits.cpuShare ? ["idle agents take too much processor"] : []),
    ...(idle.lost > 0 ? [`${idle.lost} agents were lost`] : []),
    ...(broadcasts.told < broadcasts.broadcasts ? ["a page missed broadcasts of its branch"] : []),
    ...(heard || broadcasts.toldElsewhere > 0 ? ["others were told what is not theirs"] : []),
  ];
}

export function tableOf(results: IdleAgentsResults): string {
  const { agents, machine, entrance, idle, broadcasts } = results;
  const { empty, full, kbPerAgent } = idle;
  return [
    `${agents} idle agents on one gateway of three: hello said, session claimed, pings every 10 s, heartbeats every 30 s`,
    "",
    line(
      "resident memory as it ran",
      `${kbPerAgent.asItRanKb.toFixed(1)} KB an agent`,
      `at most ${limits.kbPerAgent}: ${mb(empty.asItRanKb)} MB with nobody, ${mb(full.asItRanKb)} MB with all`,
    ),
    line(
      "after a collection of garbage",
      `${kbPerAgent.collectedKb.toFixed(1)} KB an agent`,
      `at most ${limits.kbPerAgent}: ${mb(empty.collectedKb)} MB with nobody, ${mb(full.collectedKb)} MB with all`,
    ),
    line("subscriptions at the broker", `${idle.subscriptionsPerAgent.toFixed(2)} an agent`),
    line(
      "processor while idle",
      `${(idle.cpuShare * 100).toFixed(1)} % of a core`,
      `at most ${limits.cpuShare * 100}`,
    ),
    line("all in", `after ${entrance.seconds.toFixed(1)} s, ${entrance.perSecond.toFixed(0)}/s`),
    line("processor for each that enters", `${entrance.cpuMs.toFixed(2)} ms`),
    "",
    `${broadcasts.broadcasts} broadcasts to one branch: ${broadcasts.told} told to its page, ${broadcasts.toldElsewhere} to another's`,
    ...broadcasts.gateways.map((one, gateway) =>
      line(
        gateway === 0 ? "  heard by its gateway" : `  heard by gateway ${gateway + 1}`,
        `${one.heard} messages, without any ${one.heardWithout}`,
        `${one.cpuMs} ms of processor, without any ${one.cpuMsWithout}`,
      ),
    ),
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}, Node ${machine.node}, nats-server ${machine.natsServer}`,
  ].join("\n");
}

const mb = (kb: number): string => (kb / 1024).toFixed(0);

const line = (what: string, figure: string, remark = ""): string =>
  `${what.padEnd(32)}${figure.padEnd(32)}${remark}`.trimEnd();
