/** A bug here would look like: an orchestrator that remembers something of every job, and ends after some weeks. */
import {
  deriveJobId,
  type AgentState,
  type JobState,
  type PrinterState,
} from "@printermaster/contracts";
import { sha256 } from "@printermaster/runtime";
import { expect, it } from "vitest";
import { knownPrinters } from "../src/fleet/adapters/known-printers.ts";
import type { FleetLog } from "../src/fleet/app/ports.ts";
import { recordReport } from "../src/jobs/app/record-report.ts";
import { submitPrint } from "../src/jobs/app/submit-print.ts";
import type { JobDeps } from "../src/jobs/app/ports.ts";
import { rememberingJobs } from "../src/jobs/app/remembering-jobs.ts";
import type { Agents } from "../src/saga/app/ports.ts";
import { Saga } from "../src/saga/app/saga.ts";
import { OpenWork } from "../src/saga/domain/open-work.ts";
import { OwedLetters } from "../src/saga/domain/owed-letters.ts";
import { log, newId, submission } from "./broker.ts";
import { heapUsed, inMB } from "./heap.ts";

const FIRST = 20_000;
const JOBS = 100_000;
const AT_ONCE = 100;

it(
  `an orchestrator needs no more memory after ${JOBS} jobs than after ${FIRST}`,
  async () => {
    const owner = startOwner();
    await owner.handle(FIRST);
    const before = heapUsed();
    const begun = performance.now();
    await owner.handle(JOBS - FIRST);
    const seconds = (performance.now() - begun) / 1000;
    const after = heapUsed();
    owner.stop();
    console.log(
      `${inMB(before)} MB of heap after ${FIRST} jobs, ${inMB(after)} MB after ${JOBS}; ` +
        `${Math.round((JOBS - FIRST) / seconds)} jobs a second`,
    );
    expect(owner.open()).toBe(0);
    // As little as 40 bytes of each job would be more.
    expect(after - before).toBeLessThan((JOBS - FIRST) * 40);
  },
  10 * 60_000,
);

/** The real use cases and the real saga; the logs forget what has ended, as nobody looks at it again. */
function startOwner() {
  const last = new Map<string, { job: JobState; sequence: number }>();
  const documents = new Map<string, unknown>();
  let sequence = 0;
  let told: (state: JobState, sequence: number) => void = () => {};
  const completed: JobState[] = [];
  const jobLog = rememberingJobs({
    load: ({ jobId }) => Promise.resolve(last.get(jobId) ?? { job: undefined, sequence: 0 }),
    end: () => Promise.resolve(sequence),
    append: (_, state, expected) => {
      if ((last.get(state.jobId)?.sequence ?? 0) !== expected) return Promise.resolve(undefined);
      last.set(state.jobId, { job: state, sequence: ++sequence });
      const at = sequence;
      if (state.status === "completed") completed.push(state);
      queueMicrotask(() => told(state, at));
      return Promise.resolve(at);
    },
  });
  const fleet = { printer: () => Promise.resolve({ state: printer, sequence: 1 }) };
  const letters: JobDeps["letters"] = {
    put: () => Promise.resolve(),
    get: () => Promise.resolve(undefined),
    erase: () => Promise.resolve(),
  };
  const jobs: JobDeps = {
    jobs: jobLog,
    documents: {
      put: ({ jobId }, _, document) => Promise.resolve(Boolean(documents.set(jobId, document))),
      restore: () => Promise.resolve(),
      get: ({ jobId }) => Promise.resolve({ document: documents.get(jobId) }),
      erase: () => Promise.resolve(),
    },
    letters,
    history: { knows: () => Promise.resolve(false) },
    idOf: (text) => text,
    printers: knownPrinters(fleet as unknown as FleetLog, () => performance.now()),
    tests: {
      of: () => Promise.resolve({ clicks: [], revision: 0 }),
      replace: () => Promise.resolve(true),
    },
    origins: { of: () => Promise.resolve("unsigned") },
    room: { forNewJobs: () => Promise.resolve(true), ranOut: () => false },
    now: () => new Date(),
    keyedHash: (text) => text,
    jobIdOf: (company, branch, key) => deriveJobId(sha256, company, branch, key),
  };
  const agents = {
    offer: (_, { jobId, attempt }) => {
      setImmediate(() => void report(jobId, attempt));
      return Promise.resolve({ kind: "taken", counter: undefined });
    },
    reachable: () => Promise.resolve(true),
    query: () => Promise.resolve(undefined),
    revoke: () => Promise.resolve(undefined),
  } satisfies Agents;
  const report = (jobId: string, attempt: number) =>
    recordReport(jobs, "demo", "oldtown", {
      jobId,
      agentId: "agent1",
      attempt,
      outcome: outcome(),
    });
  const after = (ms: number, run: () => void) => {
    const timer = setTimeout(run, ms);
    return { cancel: () => clearTimeout(timer) };
  };
  const work = new OpenWork();
  const deps = {
    work,
    agents,
    jobs: jobLog,
    documents: jobs.documents,
    fleet: fleet as unknown as FleetLog,
    owed: new OwedLetters(),
    letters,
    origins: jobs.origins,
  };
  const { now, idOf, keyedHash } = jobs;
  const saga = new Saga({ ...deps, now, idOf, keyedHash, chance: Math.random, after, log });
  told = (state, at) => {
    saga.sawJob(state, at, undefined);
    work.readUpTo(at);
  };
  saga.sawAgent(agent);
  saga.sawPrinter(printer);
  saga.begin();

  async function handle(count: number): Promise<void> {
    for (let done = 0; done < count; done += AT_ONCE) {
      for (let n = 0; n < AT_ONCE; n++)
        await submitPrint(
          jobs,
          { ...site, correlationId: newId(), traceId: undefined },
          submission(newId()),
        );
      while (completed.length < AT_ONCE) await new Promise(setImmediate);
      for (const { jobId } of completed.splice(0)) {
        last.delete(jobId);
        documents.delete(jobId);
      }
    }
  }
  return { handle, open: () => [...work.unended()].length, stop: () => saga.stop() };
}

const site = { company: "demo", branch: "oldtown" };
const at = new Date().toISOString();
const outcome = () => {
  const now = new Date().toISOString();
  const paper = { proof: "fenced", paperHash: "a".repeat(64), bytes: 1 } as const;
  return { result: "completed", ...paper, startedAt: now, endedAt: now } as const;
};
const agent: AgentState = {
  ...site,
  agentId: "agent1",
  connected: true,
  session: "s1",
  installationId: "i1",
  spoolId: "spool1",
  counter: 0,
  spoolGeneration: 1,
  appVersion: "1",
  gateway: "gateway-1",
  since: at,
  printers: ["printer1"],
};
const printer: PrinterState = {
  ...site,
  printerId: "printer1",
  name: "Kitchen",
  kind: "tcp",
  columns: 48,
  state: "idle",
  reasons: [],
  agentId: "agent1",
  reportedAt: at,
  since: at,
  breaker: { state: "closed" },
  removed: false,
};
