/** `npm run bench -- --spool`: what the agent's disk costs a job, beside a bare commit of the same size, and what taking many together saves. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createLog } from "@printermaster/runtime";
import { SqliteSpool } from "../../../agent/src/adapters/sqlite-spool.ts";
import { openWorkDesk, type WorkDesk } from "../../../agent/src/app/take-work.ts";
import type { Bench } from "../bench.ts";
import { thisMachine } from "../machine.ts";
import { writeResults } from "../result-file.ts";
import { median, summarize, timeOf } from "../statistics.ts";
import { receiptJob } from "./job.ts";

const ROUNDS = 7;
const JOBS = 300;
const IN_FLIGHT = 50;
const MOST_FLOORS = 3;
const LEAST_GAIN = 3;

interface Round {
  readonly floorP50: number;
  readonly takenP50: number;
  readonly oneByOne: number;
  readonly together: number;
}

export async function benchSpool({ folder, signal, say }: Bench, json: string | undefined) {
  const at = new Date().toISOString();
  const rounds: Round[] = [];
  await mkdir(folder, { recursive: true });
  for (let nth = 0; nth <= ROUNDS; nth++) {
    signal.throwIfAborted();
    const own = await mkdtemp(join(folder, "spool-"));
    try {
      const round = await oneRound(own);
      // The first one warms the code up.
      if (nth > 0) rounds.push(round);
    } finally {
      await rm(own, { recursive: true });
    }
    say(`round ${nth} of ${ROUNDS}`);
  }
  const of = (figure: keyof Round) => median(rounds.map((round) => round[figure]));
  const ratio = median(rounds.map(({ floorP50, takenP50 }) => takenP50 / floorP50));
  const gain = median(rounds.map(({ oneByOne, together }) => together / oneByOne));
  console.log(`
a bare FULL commit of a job        ${of("floorP50").toFixed(3)} ms p50
a job taken by the agent's desk    ${of("takenP50").toFixed(3)} ms p50   ${ratio.toFixed(2)} x the bare commit (at most ${MOST_FLOORS})
${IN_FLIGHT} in flight, a commit a job      ${of("oneByOne").toFixed(0)} jobs/s
${IN_FLIGHT} in flight, in one go           ${of("together").toFixed(0)} jobs/s     ${gain.toFixed(2)} x (at least ${LEAST_GAIN})
`);
  if (ratio > MOST_FLOORS || gain < LEAST_GAIN) process.exitCode = 1;
  const results = { at, machine: await thisMachine(), ratio, gain, rounds };
  say(`everything is in ${await writeResults(folder, "spool.json", results, json)}`);
}

async function oneRound(folder: string): Promise<Round> {
  const bare = bareSpool(join(folder, "bare.db"));
  const alone = new SqliteSpool(join(folder, "alone"), Date.now);
  const crowd = new SqliteSpool(join(folder, "crowd"), Date.now);
  try {
    const desk = deskOf(alone);
    const [floor, ours]: [number[], number[]] = [[], []];
    // In turns, for a disk has its moods.
    for (let nth = 0; nth < JOBS; nth++) {
      floor.push(await timeOf(async () => bare.commit(`bare${nth}`)));
      ours.push(await timeOf(() => taken(desk, `alone${nth}`)));
    }
    const oneByOne = await perSecond(async (ids) => {
      for (const id of ids) {
        void desk.take(receiptJob(id));
        desk.settle();
      }
    });
    const group = deskOf(crowd);
    const together = await perSecond(async (ids) => {
      await Promise.all(ids.map((id) => taken(group, id)));
    });
    return { floorP50: summarize(floor).p50, takenP50: summarize(ours).p50, oneByOne, together };
  } finally {
    bare.close();
    alone.close();
    crowd.close();
  }
}

function bareSpool(path: string) {
  const file = new DatabaseSync(path);
  file.exec(
    "pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full",
  );
  file.exec("create table job (id text primary key, body text not null) strict");
  const insert = file.prepare("insert into job values (?, ?)");
  return {
    commit: (id: string) => insert.run(id, JSON.stringify(receiptJob(id))),
    close: () => file.close(),
  };
}

async function perSecond(work: (ids: readonly string[]) => Promise<void>): Promise<number> {
  const batches = JOBS / IN_FLIGHT;
  const took = await timeOf(async () => {
    for (let batch = 0; batch < batches; batch++)
      await work(Array.from({ length: IN_FLIGHT }, (_, nth) => `b${batch}n${nth}`));
  });
  return (JOBS / took) * 1000;
}

async function taken(desk: WorkDesk, jobId: string): Promise<void> {
  const answer = await desk.take(receiptJob(jobId));
  if (!answer.ok) throw new Error(answer.error.code);
}

const deskOf = (spool: SqliteSpool): WorkDesk =>
  openWorkDesk({
    spool,
    printers: ["kitchen"],
    bridge: { progress: () => {} },
    sign: () => undefined,
    onWork: () => {},
    now: Date.now,
    log: createLog("bench", "bench", "error"),
  });
