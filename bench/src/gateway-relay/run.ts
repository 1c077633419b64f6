/** `npm run bench -- --relay`: a poll that reaches another gateway than its session's beside one that reaches its own, and what a third one has of it. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { startNats } from "@printermaster/infra";
import type { Bench } from "../bench.ts";
import { thisMachine, type Machine } from "../machine.ts";
import { writeResults } from "../result-file.ts";
import { median, summarize } from "../statistics.ts";
import type { Effort } from "./gateway.ts";
import { cycle, openSession, Wire } from "./polling-session.ts";

const ROUNDS = 9;
const CYCLES = 1000;
const WARM_UP_CYCLES = 3000;
const LIMIT = 12;

interface Round {
  readonly local: number;
  readonly foreign: number;
  readonly foreignP99: number;
}

/** Durations are milliseconds, and processor is per cycle. */
interface Measured extends Round {
  readonly cycles: number;
  readonly ratio: number;
  readonly edgeCpuMs: number;
  readonly thirdCpuMs: number;
  readonly thirdHeard: number;
  readonly rounds: readonly Round[];
}

export async function benchRelay(
  { folder, signal, say }: Bench,
  json: string | undefined,
): Promise<void> {
  const at = new Date().toISOString();
  say("starting three gateways with nothing in them but the relay");
  const nats = await startNats();
  const gateways: Gateway[] = [];
  let measured: Measured;
  try {
    while (gateways.length < 3) gateways.push(await startGateway(nats.url));
    measured = await measure(gateways, signal);
  } finally {
    for (const { child } of gateways) child.disconnect();
    await nats.stop();
  }
  const results = { at, machine: await thisMachine(), limit: LIMIT, ...measured };
  console.log(`\n${tableOf(results)}\n`);
  if (results.ratio > LIMIT || results.thirdHeard > 0) process.exitCode = 1;
  say(`everything is in ${await writeResults(folder, "relay.json", results, json)}`);
}

async function measure(gateways: readonly Gateway[], signal: AbortSignal): Promise<Measured> {
  const [owner, edge] = gateways;
  if (!owner || !edge) throw new Error("a relay takes two");
  const [local, foreign] = [await Wire.to(owner.port), await Wire.to(edge.port)];
  const sid = await openSession(local);
  await timed(local, sid, WARM_UP_CYCLES);
  await timed(foreign, sid, WARM_UP_CYCLES);
  const rounds: Round[] = [];
  const before = await Promise.all(gateways.map((one) => one.effort()));
  while (rounds.length < ROUNDS) {
    signal.throwIfAborted();
    const [here, there] = [await timed(local, sid, CYCLES), await timed(foreign, sid, CYCLES)];
    rounds.push({ local: here.p50, foreign: there.p50, foreignP99: there.p99 });
  }
  const after = await Promise.all(gateways.map((one) => one.effort()));
  local.close();
  foreign.close();
  return measuredOf(rounds, before, after);
}

function measuredOf(
  rounds: readonly Round[],
  before: readonly Effort[],
  after: readonly Effort[],
): Measured {
  const cycles = ROUNDS * CYCLES;
  const grown = (gateway: number, of: (effort: Effort) => number): number =>
    of(after[gateway]!) - of(before[gateway]!);
  const [local, foreign] = [
    median(rounds.map((r) => r.local)),
    median(rounds.map((r) => r.foreign)),
  ];
  return {
    cycles,
    local,
    foreign,
    foreignP99: median(rounds.map((r) => r.foreignP99)),
    ratio: foreign / local,
    edgeCpuMs: grown(1, ({ cpuMs }) => cpuMs) / cycles,
    thirdCpuMs: grown(2, ({ cpuMs }) => cpuMs) / cycles,
    thirdHeard: grown(2, ({ messagesIn, messagesOut }) => messagesIn + messagesOut),
    rounds,
  };
}

function tableOf(results: Measured & { readonly machine: Machine }): string {
  const { cycles, local, foreign, foreignP99, ratio, edgeCpuMs, thirdCpuMs } = results;
  const { cpu, cores, node, natsServer } = results.machine;
  return `${ROUNDS} rounds of ${CYCLES} cycles each way in turns; a cycle is a POST and the GET of its answer, 1 session
p50 at the owner        ${local.toFixed(3)} ms
p50 at another gateway  ${foreign.toFixed(3)} ms (p99 ${foreignP99.toFixed(3)} ms)
ratio                   ${ratio.toFixed(1)} × (at most ${LIMIT})
processor per cycle     ${edgeCpuMs.toFixed(3)} ms at the gateway between, ${thirdCpuMs.toFixed(4)} ms at a third one
the third one           heard and sent ${results.thirdHeard} messages in ${cycles} cycles
${cpu}, ${cores} cores, Node ${node}, nats-server ${natsServer}`;
}

async function timed(wire: Wire, sid: string, cycles: number) {
  const samples: number[] = [];
  while (samples.length < cycles) {
    const started = performance.now();
    await cycle(wire, sid);
    samples.push(performance.now() - started);
  }
  return summarize(samples);
}

interface Gateway {
  readonly child: ChildProcess;
  readonly port: number;
  readonly effort: () => Promise<Effort>;
}

async function startGateway(natsUrl: string): Promise<Gateway> {
  const child = fork(join(import.meta.dirname, "gateway.ts"), [natsUrl], {
    execArgv: ["--conditions=@printermaster/source"],
  });
  const heard = async () => ((await once(child, "message")) as [Effort])[0];
  const { port } = await heard();
  return { child, port, effort: () => (child.send("effort"), heard()) };
}
