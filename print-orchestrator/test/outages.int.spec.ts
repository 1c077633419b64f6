/** A bug here would look like: a job on two printers, one on paper and on a slip, a second copy, or a kitchen that waits beside an idle printer. */
import {
  AgentJob,
  subjects,
  verbOfAgentSubject,
  type Backup,
  type ClassPolicy,
  type JobState,
} from "@printermaster/contracts";
import { jetstreamManager } from "@nats-io/jetstream";
import { pause } from "@printermaster/runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answerCommand } from "../src/answer-request.ts";
import { natsAgents } from "../src/fleet/adapters/nats-agents.ts";
import { setBackup, setBranchPolicy } from "../src/fleet/app/set-policies.ts";
import { unregisterAgent } from "../src/fleet/app/register-agent.ts";
import { handleCommand } from "../src/jobs/app/handle-command.ts";
import type { Documents } from "../src/jobs/app/ports.ts";
import { recordReport } from "../src/jobs/app/record-report.ts";
import { storeJob } from "../src/jobs/app/store-job.ts";
import { ownSaga } from "../src/saga/adapters/own-saga.ts";
import { slipIdOf } from "../src/saga/app/write-slip.ts";
import { log, newId, startBroker, type Broker } from "./broker.ts";
import { names } from "./owner.ts";

const site = { company: "demo", branch: "oldtown" } as const;
const LONG_MS = 61_000;
const spooled = { ok: true, value: { state: "spooled" } };
const revoked = { ok: true, value: { revoked: true } };

describe("through an outage", () => {
  let broker: Broker;
  let owners: AbortController[];
  let running: Promise<void>[];
  /** How far the owners' clocks have moved on. */
  let aheadMs: number;

  beforeEach(async () => {
    broker = await startBroker();
    owners = [];
    running = [];
    aheadMs = 0;
  });
  afterEach(async () => {
    for (const owner of owners) owner.abort();
    await Promise.all(running);
    await broker.stop();
  });

  function own(documents: Documents = broker.jobs.documents): AbortController {
    const lost = new AbortController();
    const after = (ms: number, run: () => void) => {
      const timer = setTimeout(run, ms);
      return { cancel: () => clearTimeout(timer) };
    };
    const { jobs } = broker.jobs;
    const agents = natsAgents(broker.connection);
    const now = () => new Date(Date.now() + aheadMs);
    const { fleet } = broker.fleet;
    const deps = { jobs, documents, fleet, agents, now, chance: Math.random, ...names, after, log };
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

  const printerOf = (number: number, state: "idle" | "stopped") => ({
    printerId: `printer${number}`,
    name: number === 1 ? "Bar" : "Kitchen",
    kind: "tcp" as const,
    columns: 48 as const,
    state,
    reasons: [],
  });

  async function submitted(key: string, over: object = {}): Promise<string> {
    const answer = await broker.submit(key, { deadlineSeconds: 3600, ...over });
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value.job.jobId;
  }

  const jobNow = async (jobId: string) => (await broker.jobs.jobs.load({ ...site, jobId })).job;

  async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
    for (let tries = 0; tries < 600; tries++) {
      if (await condition()) return;
      await pause(25);
    }
    throw new Error("it did not happen within 15 s");
  }
  const untilJob = (jobId: string, is: (job: JobState) => boolean) =>
    until(async () => {
      const job = await jobNow(jobId);
      return job !== undefined && is(job);
    });
  const untilHeld = (jobId: string) => untilJob(jobId, ({ status }) => status === "pending-held");

  const receipts = (rule: ClassPolicy) =>
    setBranchPolicy(broker.fleet, site.company, site.branch, { policies: { receipt: rule } });
  const backupAfter = (
    afterSeconds: number,
    backup: Backup = { printerId: "printer2", afterSeconds },
  ) => setBackup(broker.fleet, site.company, site.branch, { printerId: "printer1", backup });

  const textsOf = (job: AgentJob | undefined) =>
    job?.document.kind === "receipt"
      ? job.document.blocks.map((block) => ("text" in block ? block.text : ""))
      : [];

  describe("the backlog", () => {
    /** Two receipts that waited for a printer which comes back. */
    async function waited(rule: ClassPolicy["backlog"], ms = LONG_MS) {
      await receipts({ backlog: rule, unknown: "hold" });
      const first = await agent(1);
      await first.leave();
      own();
      const ids = [await submitted("one", { title: "Table 4" }), await submitted("two")];
      for (const id of ids) await untilHeld(id);
      aheadMs = ms;
      return { ids, back: await agent(1) };
    }

    it("is printed in its order where all of it is wanted", async () => {
      const { ids, back } = await waited({ kind: "all" });
      await until(() => back.offered.length === 2);
      expect(back.offered.map(({ jobId }) => jobId)).toEqual(ids);
    });

    it("is printed after a hiccup whatever is wanted of it", async () => {
      const { ids, back } = await waited({ kind: "expire" }, 1000);
      await until(() => back.offered.length === 2);
      expect(back.offered.map(({ jobId }) => jobId)).toEqual(ids);
    });

    it.each<[string, ClassPolicy["backlog"]]>([
      ["expires", { kind: "expire" }],
      ["is too old", { kind: "younger", minutes: 1 }],
    ])("is dropped where it %s, and what comes afterwards is printed", async (_, rule) => {
      const { ids, back } = await waited(rule);
      for (const id of ids) await untilJob(id, ({ status }) => status === "aborted");
      for (const id of ids) expect(await jobNow(id)).toMatchObject({ reason: "job-expired" });
      const fresh = await submitted("fresh");
      await until(() => back.offered.length === 1);
      expect(back.offered[0]?.jobId).toBe(fresh);
    });

    it("is told of on one slip", async () => {
      const { ids, back } = await waited({ kind: "summary" });
      await until(() => back.offered.length === 1);
      const [slip] = back.offered;
      expect(textsOf(slip)).toContain(`Test, job ...${ids[0]!.slice(-6)}`);
      expect(textsOf(slip).join()).toContain("Table 4");
      expect(await jobNow(slip!.jobId)).toMatchObject({
        lists: ids,
        title: "Not printed during an outage",
        submittedBy: { kind: "service", id: "backlog" },
      });
      for (const id of ids)
        expect(await jobNow(id)).toMatchObject({ status: "aborted", listedOn: slip!.jobId });
    });

    it("is told of on one slip by two owners at once", async () => {
      await receipts({ backlog: { kind: "summary" }, unknown: "hold" });
      await (await agent(1)).leave();
      own();
      own();
      const ids = [];
      for (let n = 0; n < 12; n++) ids.push(await submitted(`both${n}`));
      for (const id of ids) await untilHeld(id);
      aheadMs = LONG_MS;
      const { offered } = await agent(1);
      const listed = async () => {
        const slips = await Promise.all(
          [...new Set(offered.map(({ jobId }) => jobId))].map(jobNow),
        );
        return slips.flatMap((slip) => slip?.lists ?? []);
      };
      await until(async () => (await listed()).length >= ids.length);
      expect((await listed()).toSorted()).toEqual(ids.toSorted());
    });

    it("is told of by the next owner, if one died after it had dropped them", async () => {
      await agent(1);
      const ids = [await submitted("dead1"), await submitted("dead2")];
      const listedOn = await dropAll(ids);
      own();
      await untilJob(listedOn, ({ lists }) => lists?.join() === ids.join());
    });

    it("is told of on another slip, if it was dropped too late to be on its own", async () => {
      await agent(1);
      const ids = [await submitted("early"), await submitted("late1"), await submitted("late2")];
      const listedOn = await dropAll(ids);
      const [early = "", ...late] = ids;
      const first = (await jobNow(early))!;
      await storeSlip(first, listedOn, [early]);
      own();
      const another = slipIdOf(names, (await jobNow(late[0] ?? ""))!);
      await untilJob(another, ({ lists }) => lists?.join() === late.join());
    });

    /** Without what another owner dropped for it. */
    async function storeSlip(
      { title, class: jobClass, ...first }: JobState,
      jobId: string,
      lists: string[],
    ) {
      const { printerId, correlationId, bodyHash, submittedBy, expiresAt } = first;
      const about = { printerId, correlationId, bodyHash, submittedBy, expiresAt, title };
      await storeJob(
        broker.jobs,
        {
          type: "SubmitPrint",
          at: new Date().toISOString(),
          jobId,
          ...site,
          ...about,
          traceId: undefined,
          class: jobClass,
          documentKind: "text",
          lists,
        },
        { kind: "text", text: "a slip" },
      );
    }

    it("is told of on a slip whose writer died before its document was stored", async () => {
      const back = await agent(1);
      const ids = [await submitted("lost1"), await submitted("lost2")];
      const slipId = await dropAll(ids);
      await storeSlip((await jobNow(ids[0] ?? ""))!, slipId, ids);
      const manager = await jetstreamManager(broker.connection);
      const filter = subjects.document(site.company, site.branch, slipId);
      await manager.streams.purge("PRINT_DOC_V1", { filter });
      aheadMs = 11_000;
      own();
      await until(() => back.offered.length === 1);
      expect(back.offered[0]?.jobId).toBe(slipId);
      expect(textsOf(back.offered[0])).toContain(`Test, job ...${ids[1]!.slice(-6)}`);
    });

    /** As an owner does that dies before it writes the slip. */
    async function dropAll(ids: readonly string[]): Promise<string> {
      const listedOn = slipIdOf(names, (await jobNow(ids[0]!))!);
      const drop = { type: "DropPrint", at: new Date().toISOString(), listedOn } as const;
      for (const jobId of ids) await handleCommand(broker.jobs.jobs, { ...site, jobId }, drop);
      return listedOn;
    }
  });

  describe("a backup printer", () => {
    it("prints what waits for one whose agent is away, and says for whom", async () => {
      const [first, second] = [await agent(1), await agent(2)];
      await backupAfter(60);
      await first.leave();
      own();
      const ids = [await submitted("away1"), await submitted("away2")];
      for (const id of ids) await untilHeld(id);
      aheadMs = LONG_MS;
      await until(() => second.offered.length === 2);
      expect(second.offered).toMatchObject(
        ids.map((jobId) => ({
          jobId,
          printerId: "printer2",
          attempt: 1,
          banner: ["INSTEAD OF Bar"],
        })),
      );
      expect(await jobNow(ids[0]!)).toMatchObject({
        printerId: "printer2",
        standsInFor: { printerId: "printer1", name: "Bar" },
      });
    });

    it("prints what the agent of a blocked one gives back, as another attempt", async () => {
      const first = await agent(1, (verb) => (verb === "revoke" ? revoked : spooled));
      const second = await agent(2);
      await backupAfter(60);
      own();
      const jobId = await submitted("blocked");
      await until(() => first.offered.length === 1);
      await first.block();
      aheadMs = LONG_MS;
      await until(() => second.offered.length === 1);
      expect(second.offered).toMatchObject([{ jobId, attempt: 2, banner: ["INSTEAD OF Bar"] }]);
    });

    it("does not print what an agent may have that cannot be asked", async () => {
      const [first, second] = [await agent(1), await agent(2)];
      await backupAfter(5);
      own();
      const jobId = await submitted("unasked");
      await until(() => first.offered.length === 1);
      await first.leave();
      const waits = await submitted("waits");
      aheadMs = LONG_MS;
      await until(() => second.offered.length === 1);
      expect(second.offered[0]?.jobId).toBe(waits);
      expect(await jobNow(jobId)).toMatchObject({ printerId: "printer1", agentId: "agent1" });
      expect((await jobNow(jobId))?.status).toMatch(/^processing/);
    });

    it("prints a marked copy of it where the branch wants that", async () => {
      const [first, second] = [await agent(1), await agent(2)];
      await backupAfter(60);
      await receipts({ backlog: { kind: "all" }, unknown: "reprint" });
      own();
      const jobId = await submitted("given up");
      await until(() => first.offered.length === 1);
      await first.leave();
      aheadMs = LONG_MS;
      await until(() => second.offered.length === 1);
      expect(await jobNow(jobId)).toMatchObject({ reason: "print-result-unknown" });
      const [copy] = second.offered;
      expect(copy?.banner).toEqual([
        "POSSIBLE DUPLICATE",
        `of ${jobId}`,
        expect.stringMatching(/^by PrinterMaster, .* UTC$/),
        "INSTEAD OF Bar",
      ]);
      expect(copy?.document).toEqual({ kind: "text", text: "hello" });
    });

    it("prints nothing of a drawer or a test", async () => {
      const [first, second] = [await agent(1), await agent(2)];
      await backupAfter(1);
      await first.leave();
      own();
      const kick = await submitted("kick", { class: "drawer" });
      const test = await submitted("test", { class: "test" });
      const receipt = await submitted("receipt");
      for (const id of [kick, test, receipt]) await untilHeld(id);
      aheadMs = 10_000;
      await untilJob(receipt, ({ printerId }) => printerId === "printer2");
      await until(() => second.offered.length > 0);
      expect(second.offered.map(({ jobId }) => jobId)).toEqual([receipt]);
      for (const id of [kick, test]) expect((await jobNow(id))?.printerId).toBe("printer1");
    });
  });

  describe("a result that nobody knows", () => {
    const unknown = { result: "unconfirmed", cause: "silent" } as const;

    async function unknownJob(rule: ClassPolicy["unknown"]) {
      await receipts({ backlog: { kind: "all" }, unknown: rule });
      const first = await agent(1);
      const owner = own();
      const jobId = await submitted("unknown");
      await until(() => first.offered.length === 1);
      return { first, owner, jobId };
    }
    const report = (jobId: string) =>
      recordReport(broker.jobs, site.company, site.branch, {
        jobId,
        agentId: "agent1",
        attempt: 1,
        outcome: unknown,
      });

    it("is printed once more where the branch wants that, marked, by two owners once", async () => {
      const { first, jobId } = await unknownJob("reprint");
      own();
      await report(jobId);
      const others = () => first.offered.filter((job) => job.jobId !== jobId);
      await until(() => others().length > 0);
      const [offered] = others();
      const copy = (await jobNow(offered!.jobId))!;
      expect(copy).toMatchObject({ copyOf: jobId, possibleDuplicate: true, printerId: "printer1" });
      expect(offered?.banner).toContain("POSSIBLE DUPLICATE");
      // Behind whatever else would be printed.
      const last = await submitted("last");
      await until(() => first.offered.some((job) => job.jobId === last));
      const printed = new Set(first.offered.map((job) => job.jobId));
      expect([...printed]).toEqual([jobId, copy.jobId, last]);
    });

    it("is printed once more by the next owner, if one died meanwhile", async () => {
      const { first, owner, jobId } = await unknownJob("reprint");
      owner.abort();
      await running[0];
      await report(jobId);
      own();
      await until(() => first.offered.some(({ jobId: id }) => id !== jobId));
      expect(await jobNow(first.offered.at(-1)!.jobId)).toMatchObject({ copyOf: jobId });
    });

    it("is printed once more by the next owner, whose snapshot is younger than that result", async () => {
      await receipts({ backlog: { kind: "all" }, unknown: "reprint" });
      const first = await agent(1);
      const { documents } = broker.jobs;
      let ended = "";
      let failures = 0;
      const get: Documents["get"] = (address, bodyHash) => {
        if (address.jobId !== ended) return documents.get(address, bodyHash);
        failures++;
        return Promise.reject(new Error("the documents are away"));
      };
      const owner = own({ ...documents, get });
      const jobId = await submitted("unknown");
      await until(() => first.offered.length === 1);
      ended = jobId;
      await report(jobId);
      await until(() => failures > 0);
      owner.abort();
      await running[0];
      own();
      await until(() => first.offered.some((job) => job.jobId !== jobId));
      expect(await jobNow(first.offered.at(-1)!.jobId)).toMatchObject({ copyOf: jobId });
    });

    it.each(["hold", "drop"] as const)(
      "is not printed again where the rule is %s",
      async (rule) => {
        const { first, jobId } = await unknownJob(rule);
        await report(jobId);
        await aSecondLater();
        const last = await submitted("last");
        await until(() => first.offered.some((job) => job.jobId === last));
        expect(first.offered.map((job) => job.jobId)).toEqual([jobId, last]);
      },
    );

    /** What is to be done each second is done before jobs expire: one that has expired shows that it was. */
    async function aSecondLater(): Promise<void> {
      await (await agent(2)).leave();
      const marker = await submitted("marker", { printerId: "printer2", deadlineSeconds: 1 });
      await untilJob(marker, ({ status }) => status === "aborted");
    }
  });

  it("an agent that refuses what it gave back to a dead owner gets it again, as another attempt", async () => {
    const refusal = { code: "attempt-refused", message: "no", retryable: false };
    const known = { known: true, attempt: 1, state: "spooled", revoked: true };
    let refuses = true;
    const first = await agent(1, (verb) => {
      if (verb === "query") return { ok: true, value: known };
      return refuses ? ((refuses = verb !== "job"), { ok: false, error: refusal }) : spooled;
    });
    own();
    const jobId = await submitted("given back");
    await until(() => first.offered.length === 2);
    expect(first.offered.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(await jobNow(jobId)).toMatchObject({ status: "processing", attempt: 2 });
  });

  describe("a plain NATS client", () => {
    const ask = (verb: "backup" | "policy", body: unknown) =>
      answerCommand(
        {
          jobs: broker.jobs,
          cancel: broker.cancel,
          fleet: broker.fleet,
          readModel: { jobs: () => Promise.reject(), printers: () => Promise.reject() },
          log,
        },
        {
          subject: subjects.command(site.company, site.branch, verb, "c1"),
          headers: undefined,
          body,
        },
      );

    it("sets the rules of a branch, and is told what they are now", async () => {
      const policies = {
        kitchen: { backlog: { kind: "younger", minutes: 5 }, unknown: "reprint" },
      };
      const answer = await ask("policy", { policies });
      expect(answer).toMatchObject({ ok: true, value: { branch: { ...site, policies } } });
      expect(await ask("policy", { policies })).toEqual(answer);
      const wrong = { kitchen: { backlog: { kind: "younger", minutes: 0 }, unknown: "reprint" } };
      const refusal = { ok: false, error: { code: "invalid-payload" } };
      expect(await ask("policy", { policies: wrong })).toMatchObject(refusal);
    });

    it("sets and takes away a backup printer", async () => {
      await agent(1);
      await agent(2);
      const backup = { printerId: "printer2", afterSeconds: 30 };
      const about = { printerId: "printer1" };
      const set = await ask("backup", { ...about, backup });
      expect(set).toMatchObject({ ok: true, value: { printer: { ...about, backup } } });
      const taken = await ask("backup", { ...about, backup: null });
      expect(taken).toMatchObject({ ok: true, value: { printer: about } });
      expect(JSON.stringify(taken)).not.toContain("backup");
    });

    it("sets none that is not another printer of the branch", async () => {
      await agent(1);
      const refusal = { ok: false, error: { code: "unknown-printer" } };
      for (const [printerId, other] of [
        ["printer1", "printer1"],
        ["printer1", "printer9"],
        ["printer9", "printer1"],
      ])
        expect(await ask("backup", { printerId, backup: { printerId: other } })).toMatchObject(
          refusal,
        );
    });
  });
});
