/** A broker through an outage: owners whose clocks can be put forward, and two agents with one printer each. */
import {
  AgentJob,
  subjects,
  verbOfAgentSubject,
  type Backup,
  type ClassPolicy,
  type JobState,
} from "@printermaster/contracts";
import { natsAgents } from "../src/fleet/adapters/nats-agents.ts";
import { setBackup, setBranchPolicy } from "../src/fleet/app/set-policies.ts";
import { unregisterAgent } from "../src/fleet/app/register-agent.ts";
import type { Documents } from "../src/jobs/app/ports.ts";
import { ownSaga } from "../src/saga/adapters/own-saga.ts";
import { log, newId, startBroker } from "./broker.ts";
import { names, ordinary, until } from "./owner.ts";

export const site = { company: "demo", branch: "oldtown" } as const;
export const LONG_MS = 61_000;
export const spooled = { ok: true, value: { state: "spooled" } };

export type Outage = Awaited<ReturnType<typeof startOutage>>;

export async function startOutage() {
  const broker = await startBroker();
  const owners: AbortController[] = [];
  const running: Promise<void>[] = [];
  /** How far the owners' clocks have moved on. */
  let aheadMs = 0;

  function own(documents: Documents = broker.jobs.documents): AbortController {
    const lost = new AbortController();
    const { jobs, letters, origins } = broker.jobs;
    const agents = natsAgents(broker.connection);
    const now = () => new Date(Date.now() + aheadMs);
    const parts = { jobs, documents, letters, fleet: broker.fleet.fleet, agents, origins };
    const { after } = ordinary;
    const deps = { ...parts, now, chance: Math.random, ...names, after, log };
    owners.push(lost);
    running.push(ownSaga(broker.streams, deps, lost.signal));
    return lost;
  }

  /** With one printer of the same number; tells what it was offered, by what is printed above it. */
  async function agent(number: 1 | 2, answer: (verb: string) => unknown = () => spooled) {
    const agentId = `agent${number}`;
    const session = newId();
    const offered: AgentJob[] = [];
    const subject = subjects.agentAnyVerb(site.company, site.branch, agentId);
    const subscription = broker.connection.subscribe(subject, {
      callback: (_, message) => {
        const verb = verbOfAgentSubject(message.subject);
        if (verb === "job") offered.push(AgentJob.parse(message.json()));
        message.respond(JSON.stringify(answer(verb)));
      },
    });
    const hello = (state: "idle" | "stopped") =>
      broker.hello({
        agentId,
        session,
        spoolId: `spool${number}`,
        installationId: `install${number}`,
        printers: [printerOf(number, state)],
      });
    await hello("idle");
    return {
      offered,
      block: () => hello("stopped"),
      async leave() {
        subscription.unsubscribe();
        await unregisterAgent(broker.fleet, site.company, site.branch, { agentId, session });
      },
    };
  }

  async function submitted(key: string, over: object = {}): Promise<string> {
    const answer = await broker.submit(key, { deadlineSeconds: 3600, ...over });
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value.job.jobId;
  }

  const jobNow = async (jobId: string) => (await broker.jobs.jobs.load({ ...site, jobId })).job;

  const untilJob = (jobId: string, is: (job: JobState) => boolean) =>
    until(`${jobId} is so`, async () => {
      const job = await jobNow(jobId);
      return job !== undefined && is(job);
    });

  return {
    broker,
    own,
    agent,
    submitted,
    jobNow,
    untilJob,
    untilHeld: (jobId: string) => untilJob(jobId, ({ status }) => status === "pending-held"),
    /** The owners' clocks move on. */
    later: (ms: number) => (aheadMs = ms),
    receipts: (rule: ClassPolicy) =>
      setBranchPolicy(broker.fleet, site.company, site.branch, { policies: { receipt: rule } }),
    backupAfter: (afterSeconds: number, backup: Backup = { printerId: "printer2", afterSeconds }) =>
      setBackup(broker.fleet, site.company, site.branch, { printerId: "printer1", backup }),
    async dies(owner: AbortController) {
      owner.abort();
      await running[owners.indexOf(owner)];
    },
    async stop() {
      for (const owner of owners) owner.abort();
      await Promise.all(running);
      await broker.stop();
    },
  };
}

const printerOf = (number: number, state: "idle" | "stopped") => ({
  printerId: `printer${number}`,
  name: number === 1 ? "Bar" : "Kitchen",
  kind: "tcp" as const,
  columns: 48 as const,
  state,
  reasons: [],
});
