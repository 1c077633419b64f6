/**
 * A bug here would look like: a ticket printed twice, one that a client was promised and nobody printed, or a job
 * that hangs for ever. `SIMULATION_JOBS=100000` for the long run; a failure names the seed that repeats it.
 */
import { hasEnded } from "@printermaster/contracts";
import { beforeEach, describe, expect, it } from "vitest";
import { Pump } from "../src/saga/app/pump.ts";
import { OpenWork } from "../src/saga/domain/open-work.ts";
import { become } from "./simulation/become.ts";
import { check } from "./simulation/check.ts";
import { poisonLog, type Inhabitants } from "./simulation/chaos.ts";
import { submission } from "./simulation/clients.ts";
import type { Orchestrator } from "./simulation/orchestrator.ts";
import { documentSubject } from "./simulation/log-ports.ts";
import { honest, sabotages, type Sabotage } from "./simulation/sabotage.ts";
import { inhabit, simulate, traceOf, type Report } from "./simulation/simulate.ts";
import { World } from "./simulation/world.ts";

const JOBS = Number(process.env.SIMULATION_JOBS ?? 20_000);
const JOBS_OF_A_WORLD = 60;
const FIRST_SEED = Number(process.env.SIMULATION_SEED ?? 1);

/**
 * A restored disk is told by a counter that is lower than one told before (ADR 7). If nothing newer than the copy was told
 * to anybody who still knows it, the disk believes in good faith that it has not printed what was printed after the copy.
 */
const BEYOND_KNOWING = new Set([
  "paper twice",
  "failed with paper",
  "canceled with paper",
  "listed and printed",
  "printed again by a retry",
]);

const wrongIn = ({ violations, unknowable }: Report) =>
  violations.filter(({ kind, jobId }) => !(BEYOND_KNOWING.has(kind) && unknowable.has(jobId)));

describe("the print core in worlds where everything fails", () => {
  it(
    "loses, doubles and leaves hanging nothing",
    async () => {
      const begun = performance.now();
      const worlds = Math.ceil(JOBS / JOBS_OF_A_WORLD);
      let completed = 0;
      for (let seed = FIRST_SEED; seed < FIRST_SEED + worlds; seed++) {
        const report = await simulate(seed, JOBS_OF_A_WORLD);
        const wrong = wrongIn(report);
        if (wrong.length > 0)
          expect(wrong, `seed ${seed}\n${report.lifeOf(wrong[0]?.jobId)}`).toEqual([]);
        completed += report.endings["job-completed-successfully"] ?? 0;
      }
      // In some world nothing comes out, as disks are lost all the time; in most of them most does.
      expect(completed).toBeGreaterThan((worlds * JOBS_OF_A_WORLD) / 3);
      const seconds = (performance.now() - begun) / 1000;
      const jobs = worlds * JOBS_OF_A_WORLD;
      console.info(
        `${worlds} worlds, ${jobs} jobs, ${completed} completed, ${seconds.toFixed(1)} s`,
      );
    },
    10 * 60_000,
  );

  it("repeats a world exactly from its seed", async () => {
    const first = await simulate(7, JOBS_OF_A_WORLD);
    expect((await simulate(7, JOBS_OF_A_WORLD)).fingerprint).toBe(first.fingerprint);
    expect((await simulate(8, JOBS_OF_A_WORLD)).fingerprint).not.toBe(first.fingerprint);
  });
});

describe("the checker sees", () => {
  const caught: readonly [string, Sabotage, string][] = [
    ["two submits of one key", sabotages.noDeduplication, "submitted twice"],
    ["an answer before the append", sabotages.answerBeforeAppend, "accepted, not stored"],
    [
      "a request before `PrintDispatched` is stored",
      sabotages.requestBeforeDispatched,
      "printed before it was dispatched",
    ],
    [
      "two owners that dispatch without compare-and-set",
      sabotages.dispatchWithoutCompareAndSet,
      "ended twice",
    ],
    [
      "a dead letter that nobody writes",
      sabotages.lettersForgotten,
      "dead letter without a letter",
    ],
    [
      "a discarded letter that can still be read",
      sabotages.discardedNotErased,
      "discarded, not erased",
    ],
    [
      "a retry that is another job each time",
      sabotages.retriesUnderNewIds,
      "printed again by a retry",
    ],
    ["owners that name a copy by chance", sabotages.copiesByChance, "copied twice"],
    ["an agent that ignores its journal after a restart", sabotages.journalIgnored, "paper twice"],
    ["an owner that passes over what it cannot read", sabotages.poisonPassedOver, "never ended"],
    ["an agent that prints what it finds on its disk", sabotages.diskBelieved, "paper twice"],
    ["an owner that is deaf to counters", sabotages.countersIgnored, "asked an old disk"],
  ];

  it.each(caught)(
    "%s",
    async (_, sabotage, kind) => {
      const kinds = new Set<string>();
      // Some need a rare world: a disk restored while work waits on it.
      for (let seed = 1; seed <= 1000 && !kinds.has(kind); seed++) {
        const report = await simulate(seed, JOBS_OF_A_WORLD, sabotage);
        for (const violation of wrongIn(report)) kinds.add(violation.kind);
      }
      expect([...kinds]).toContain(kind);
    },
    120_000,
  );
});

describe("a printer's queue", () => {
  // Defect: `Pump` takes a printer off its list of running ones a microtask after its last look. Whoever wakes it in
  // between is not heard: the job waits for the printer's next event, or for its deadline.
  it("is looked at again, whenever it is woken", async () => {
    const world = new World(1);
    const [orchestrator] = inhabit(world, honest).cluster.orchestrators;
    const lost: number[] = [];
    for (let microtasks = 0; microtasks < 20; microtasks++) {
      let looks = 0;
      const work = Object.assign(new OpenWork(), { next: () => void looks++ });
      const pump = new Pump(orchestrator.sagaDeps(work));
      pump.wake("printer");
      for (let n = 0; n < microtasks; n++) await Promise.resolve();
      const before = looks;
      pump.wake("printer");
      await new Promise(setImmediate);
      if (looks === before) lost.push(microtasks);
    }
    expect(lost).toEqual([]);
  });
});

describe("a transient failure", () => {
  // Defect: `OpenWork.spooled` marks the job as it is now. An acknowledgement of attempt 1 that is heard after attempt 1
  // has failed marks the job that waits for attempt 2, and the session is never offered it again.
  it("is tried again, also when the acknowledgement comes after it", async () => {
    const endings: (string | undefined)[] = [];
    for (let seed = 1; seed <= 10; seed++) {
      const world = new World(seed);
      const { cluster, clients, agents } = inhabit(world, honest);
      await world.scheduler.runFor(5000);
      const [agent] = agents;
      agent.faultyDevices = 1;
      void clients.submit(submission("key", "printer1", "hello", 60), 4);
      while (world.takes.length === 0) await world.scheduler.runFor(0.5);
      // Not for as long as the lease lasts: it stays the owner.
      cluster.owner?.process.freeze(1500);
      agent.faultyDevices = 0;
      await world.scheduler.runFor(90_000);
      expect(world.logs.jobs.messages.map(({ body }) => body.event.type)).toContain(
        "PrintAttemptFailed",
      );
      endings.push(world.logs.jobs.messages.at(-1)?.body.state.reason);
    }
    expect(new Set(endings)).toEqual(new Set(["job-completed-successfully"]));
  });
});

describe("a print survives", () => {
  let world: World;
  let inhabitants: Inhabitants;

  beforeEach(async () => {
    world = new World(1);
    inhabitants = inhabit(world, honest);
    await world.scheduler.runFor(5000);
  });

  const eventTypes = () => world.logs.jobs.messages.map(({ body }) => body.event.type);
  const lastState = () => world.logs.jobs.messages.at(-1)?.body.state;
  const submit = (key = "key", deadlineSeconds = 90) =>
    void inhabitants.clients.submit(submission(key, "printer1", "hello", deadlineSeconds), 4);

  /** Once, at the very moment when an event of this type is stored. */
  function when(type: string, act: (owner: Orchestrator) => void): void {
    const stop = world.logs.jobs.listen(() => {
      if (eventTypes().at(-1) !== type) return;
      stop();
      act(inhabitants.cluster.owner!);
    });
  }

  async function until(condition: () => boolean): Promise<void> {
    for (let ms = 0; ms < 120_000 && !condition(); ms++) await world.scheduler.runFor(1);
    expect(condition(), traceOf(world, lastState()?.jobId)).toBe(true);
  }

  async function rest(): Promise<void> {
    await until(() => eventTypes().length > 0 && hasEnded(lastState()!.status));
    await world.scheduler.runFor(20_000);
  }

  const expectNoViolation = () =>
    expect(check(world, inhabitants), traceOf(world, lastState()?.jobId)).toEqual([]);

  it("a takeover in the middle of its dispatch", async () => {
    when("PrintDispatched", (owner) => {
      owner.crash();
      world.scheduler.after(3000, () => inhabitants.cluster.restart(owner));
    });
    submit();
    await rest();
    expect(eventTypes()).toEqual(["PrintSubmitted", "PrintDispatched", "PrintCompleted"]);
    expectNoViolation();
  });

  it("the death of its owner at the very event that ends it, as a dead letter", async () => {
    const [agent] = inhabitants.agents;
    agent.breakConnection(1);
    agent.crash();
    await world.scheduler.runFor(1000);
    when("PrintExpired", (owner) => {
      owner.crash();
      world.scheduler.after(3000, () => inhabitants.cluster.restart(owner));
    });
    submit("key", 5);
    await rest();
    expect(lastState()).toMatchObject({ reason: "job-expired", deadLetter: "waiting" });
    expect(world.logs.letters.messages).toHaveLength(1);
    agent.restart();
    await until(() => agent.session !== undefined);
    expectNoViolation();
  });

  it("a paused owner that resumes and sends late", async () => {
    when("PrintDispatched", (owner) => owner.process.freeze(8000));
    submit();
    await rest();
    // By the new owner, and perhaps by the old one again: the agent knows it and prints nothing.
    expect(new Set(world.takes.map(({ attempt }) => attempt))).toEqual(new Set([1]));
    expect(world.paper).toHaveLength(1);
    expectNoViolation();
  });

  it("two owners at once", async () => {
    for (let n = 0; n < 20; n++) submit(`key${n}`);
    for (let n = 0; n < 20; n++) {
      inhabitants.cluster.moveLease();
      await world.scheduler.runFor(20);
    }
    await rest();
    expect(world.paper).toHaveLength(20);
    expectNoViolation();
  });

  it("two sessions of its agent", async () => {
    const [agent] = inhabitants.agents;
    when("PrintDispatched", () => agent.reconnect());
    submit();
    await rest();
    expect(world.paper).toHaveLength(1);
    expectNoViolation();
  });

  it("a lost acknowledgement of its spool", async () => {
    const [agent] = inhabitants.agents;
    submit();
    await until(() => world.takes.length > 0);
    agent.reconnect();
    await rest();
    expect(world.paper).toHaveLength(1);
    expectNoViolation();
  });

  it("a crash of its agent between paper and outcome, as unconfirmed", async () => {
    const [agent] = inhabitants.agents;
    submit();
    await until(() => world.paper.length > 0);
    agent.crash();
    await world.scheduler.runFor(1000);
    agent.restart();
    await rest();
    expect(lastState()).toMatchObject({ reason: "print-result-unknown", attempt: 1 });
    expect(world.paper).toHaveLength(1);
    expectNoViolation();
  });

  it("a breaker that opens, and an owner that sleeps while another probes", async () => {
    const [agent] = inhabitants.agents;
    const fleetTypes = () => world.logs.fleet.messages.map(({ body }) => body.type);
    agent.faultyDevices = 1;
    agent.returnsTheRest = false;
    for (let n = 0; n < 8; n++) submit(`key${n}`);
    await until(() => fleetTypes().includes("BreakerOpened"));
    inhabitants.cluster.owner?.process.freeze(30_000);
    await until(() => fleetTypes().includes("BreakerProbed"));
    await until(() => fleetTypes().filter((type) => type === "BreakerOpened").length === 2);
    agent.faultyDevices = 0;
    await until(() => fleetTypes().includes("BreakerClosed"));
    await world.scheduler.runFor(60_000);
    // One may have failed for good before.
    expect(world.paper.length).toBeGreaterThan(6);
    expectNoViolation();
  });

  it("the loss of its document, by ending at its deadline while others print", async () => {
    when("PrintSubmitted", () => {
      const { jobId, company, branch } = lastState()!;
      const lose = () => world.logs.documents.lose(documentSubject({ company, branch, jobId }));
      inhabitants.clients.lostDocuments.add(jobId);
      lose();
      const stop = world.logs.documents.listen(lose);
      world.scheduler.after(1000, stop);
    });
    submit("lost", 30);
    await world.scheduler.runFor(1000);
    submit("other", 30);
    await until(() => eventTypes().includes("PrintExpired"));
    await rest();
    expect(eventTypes().toSorted()).toEqual([
      "PrintCompleted",
      "PrintDispatched",
      "PrintExpired",
      "PrintSubmitted",
      "PrintSubmitted",
    ]);
    expectNoViolation();
  });

  it("the loss of its document while its agent restarts, by being taken back from it", async () => {
    const [agent] = inhabitants.agents;
    become(world, inhabitants, "printer1", "blocked");
    submit("lost", 30);
    await until(() => world.takes.length > 0);
    const { jobId, company, branch } = lastState()!;
    inhabitants.clients.lostDocuments.add(jobId);
    world.logs.documents.lose(documentSubject({ company, branch, jobId }));
    agent.crash();
    agent.restart();
    await until(() => eventTypes().includes("PrintRevoked"));
    become(world, inhabitants, "printer1", "well");
    submit("other", 60);
    await until(() => eventTypes().includes("PrintCompleted"));
    await until(() => eventTypes().includes("PrintExpired"));
    await rest();
    expectNoViolation();
  });

  it.each([
    ["", () => undefined],
    [" and a takeover", (owner: Orchestrator) => owner.crash()],
  ])(
    "an event that nobody can read behind its dispatch%s, by its agent's report",
    async (_, meet) => {
      when("PrintDispatched", (owner) =>
        world.scheduler.after(1, () => {
          poisonLog(world, lastState()!);
          meet(owner);
        }),
      );
      submit();
      await rest();
      const poison = "PrintDispatched";
      expect(eventTypes()).toEqual([
        "PrintSubmitted",
        "PrintDispatched",
        poison,
        "PrintUnreadable",
        "PrintCompleted",
      ]);
      expect(world.paper).toHaveLength(1);
      expectNoViolation();
    },
  );

  it("the loss of its agent's disk, as unconfirmed", async () => {
    const [agent] = inhabitants.agents;
    submit();
    await until(() => world.takes.length > 0);
    agent.crash();
    agent.replaceDisk(false);
    agent.restart();
    await rest();
    expect(lastState()).toMatchObject({ reason: "print-result-unknown" });
    expectNoViolation();
  });

  it("an older copy of its agent's disk that is older than the last hello, as unconfirmed", async () => {
    const [agent] = inhabitants.agents;
    agent.backUp();
    submit("before");
    await rest();
    agent.reconnect();
    await until(() => agent.session !== undefined);
    submit("after");
    await until(() => world.takes.length === 2);
    agent.crash();
    agent.replaceDisk(true);
    agent.restart();
    await rest();
    expect(lastState()).toMatchObject({ reason: "print-result-unknown" });
    expectNoViolation();
  });

  it("an older copy of its agent's disk that is younger than the last hello", async () => {
    const [agent] = inhabitants.agents;
    agent.backUp();
    submit();
    await until(() => world.paper.length > 0);
    agent.crash();
    agent.replaceDisk(true);
    agent.restart();
    await rest();
    expect(lastState()).toMatchObject({ reason: "print-result-unknown" });
    expect(world.paper).toHaveLength(1);
    expectNoViolation();
  });

  it("an older copy of its agent's disk on which it still waits", async () => {
    const [agent] = inhabitants.agents;
    submit("first");
    submit("second");
    await until(() => world.takes.length === 2);
    agent.backUp();
    await until(() => eventTypes().filter((type) => type === "PrintCompleted").length === 2);
    agent.crash();
    agent.replaceDisk(true);
    agent.restart();
    await rest();
    expect(world.paper).toHaveLength(2);
  });

  /** Two jobs printed, and a copy of the disk from when the second waited; its agent comes back with it after their deadlines. */
  async function printedAfterTheCopy(isTold: boolean): Promise<void> {
    const [agent] = inhabitants.agents;
    submit("first", 10);
    submit("second", 10);
    await until(() => world.takes.length === 2);
    agent.backUp();
    if (isTold) await until(() => eventTypes().includes("PrintCompleted"));
    agent.breakConnection();
    await until(() => world.paper.length === 2);
    agent.crash();
    agent.replaceDisk(true);
    await world.scheduler.runFor(12_000);
    agent.restart();
    await rest();
  }

  it("an older copy of its agent's disk on which it expired meanwhile, as unconfirmed", async () => {
    await printedAfterTheCopy(true);
    expect(lastState()).toMatchObject({ reason: "print-result-unknown" });
    expect(world.paper).toHaveLength(2);
    expectNoViolation();
  });

  // Nothing can be known here: the disk says in good faith that no byte of the second one ever left.
  it("no older copy of its agent's disk if nothing was told since the copy was made", async () => {
    await printedAfterTheCopy(false);
    const { jobId } = world.paper[1]!;
    expect(check(world, inhabitants)).toMatchObject([{ kind: "failed with paper", jobId }]);
    expect(world.oldDisks.unknowable).toContain(jobId);
  });

  // Defect: an owner that wakes up late finds nobody at its first offer and holds the job, by a compare-and-set that
  // succeeds, although the new owner has delivered it. Held, it is canceled "in time", expires, or goes out again.
  it("an owner that resumes late and finds nobody, after another has delivered it", async () => {
    const [agent] = inhabitants.agents;
    when("PrintDispatched", (owner) => owner.process.freeze(9000));
    submit();
    await until(() => world.takes.length > 0);
    agent.breakConnection(1);
    agent.reconnect();
    agent.process.freeze(20_000);
    await world.scheduler.runFor(11_000);
    inhabitants.clients.cancel(lastState()!.jobId);
    await rest();
    await world.scheduler.runFor(20_000);
    expectNoViolation();
  });

  // The same defect; here it is two tickets.
  it("such an owner, when the agent's disk is lost as well", async () => {
    const [agent] = inhabitants.agents;
    when("PrintDispatched", (owner) => owner.process.freeze(9000));
    submit();
    await until(() => world.takes.length > 0);
    agent.breakConnection(1);
    await world.scheduler.runFor(11_000);
    agent.crash();
    agent.replaceDisk(false);
    agent.restart();
    await rest();
    expect(world.paper).toHaveLength(1);
  });

  // Defect: `cancelPrint` asks the agent that is there now to revoke. One whose disk was lost knows no such job and says
  // yes, so a job that was printed is canceled "in time"; only the saga looks at the generation.
  it("a cancel after its agent's disk is lost", async () => {
    const [agent] = inhabitants.agents;
    submit();
    await until(() => world.paper.length > 0);
    agent.crash();
    agent.replaceDisk(false);
    inhabitants.cluster.owner?.process.freeze(1900);
    agent.restart();
    await until(() => agent.session !== undefined);
    inhabitants.clients.cancel(lastState()!.jobId);
    await rest();
    expectNoViolation();
  });
});
