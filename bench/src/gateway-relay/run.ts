// What a poll costs that reaches another gateway than the session's, beside one that reaches its own, and what it costs a third one.
// node --conditions=@printermaster/source bench/src/gateway-relay/run.ts
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { startNats } from "@printermaster/infra";
import { thisMachine } from "../machine.ts";
import { median, summarize } from "../statistics.ts";
import type { Effort } from "./gateway.ts";
import { cycle, openSession, Wire } from "./polling-session.ts";

const ROUNDS = 9;
const CYCLES = 1000;
const WARM_UP_CYCLES = 3000;
const LIMIT = 12;

const nats = await startNats();
const [owner, edge, third] = [await gateway(), await gateway(), await gateway()];
try {
  await measure();
} finally {
  for (const { child } of [owner, edge, third]) child.disconnect();
  await nats.stop();
}

async function measure(): Promise<void> {
  const [local, foreign] = [await Wire.to(owner.port), await Wire.to(edge.port)];
  const sid = await openSession(local);
  await timed(local, sid, WARM_UP_CYCLES);
  await timed(foreign, sid, WARM_UP_CYCLES);
  const rounds: { local: number; foreign: number; foreignP99: number }[] = [];
  const before = {
    owner: await owner.effort(),
    edge: await edge.effort(),
    third: await third.effort(),
  };
  while (rounds.length < ROUNDS) {
    const [here, there] = [await timed(local, sid, CYCLES), await timed(foreign, sid, CYCLES)];
    rounds.push({ local: here.p50, foreign: there.p50, foreignP99: there.p99 });
  }
  const after = {
    owner: await owner.effort(),
    edge: await edge.effort(),
    third: await third.effort(),
  };
  local.close();
  foreign.close();
  await report(rounds, before, after);
}

async function report(
  rounds: readonly { local: number; foreign: number; foreignP99: number }[],
  before: Record<"owner" | "edge" | "third", Effort>,
  after: Record<"owner" | "edge" | "third", Effort>,
): Promise<void> {
  const { cpu, cores, node, natsServer } = await thisMachine();
  const [here, there] = [median(rounds.map((r) => r.local)), median(rounds.map((r) => r.foreign))];
  const cycles = ROUNDS * CYCLES;
  const spent = (who: "edge" | "third") => (after[who].cpuMs - before[who].cpuMs) / cycles;
  const { messagesIn, messagesOut } = after.third;
  const heard = messagesIn - before.third.messagesIn + messagesOut - before.third.messagesOut;
  console.log(`${ROUNDS} rounds of ${CYCLES} cycles each way in turns; a cycle is a POST and the GET of its answer, 1 session
p50 at the owner        ${here.toFixed(3)} ms
p50 at another gateway  ${there.toFixed(3)} ms (p99 ${median(rounds.map((r) => r.foreignP99)).toFixed(3)} ms)
ratio                   ${(there / here).toFixed(1)} × (at most ${LIMIT})
processor per cycle     ${spent("edge").toFixed(3)} ms at the gateway between, ${spent("third").toFixed(4)} ms at a third one
the third one           heard and sent ${heard} messages in ${cycles} cycles
${cpu}, ${cores} cores, Node ${node}, nats-server ${natsServer}`);
  if (there / here > LIMIT || heard > 0) process.exitCode = 1;
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

async function gateway(): Promise<Gateway> {
  const child = fork(join(import.meta.dirname, "gateway.ts"), [nats.url], {
    execArgv: ["--conditions=@printermaster/source"],
  });
  const heard = async () => ((await once(child, "message")) as [Effort])[0];
  const { port } = await heard();
  return { child, port, effort: () => (child.send("effort"), heard()) };
}
