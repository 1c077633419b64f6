/** A bug here would look like: a broken printer that gets every ticket, two probes at a time, or a printer that is left alone for ever. */
import {
  AgentJob,
  headers,
  subjects,
  type JobState,
  type Outcome,
  type PrinterDescription,
} from "@printermaster/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decidePrinter } from "../src/fleet/app/decide-printer.ts";
import type { PrinterCommand } from "../src/fleet/domain/printer.ts";
import { unregisterAgent } from "../src/fleet/app/register-agent.ts";
import { recordReport } from "../src/jobs/app/record-report.ts";
import { startBroker, type Broker } from "./broker.ts";
import { startOwner, until, type Owner } from "./owner.ts";
import { TestClock } from "./test-clock.ts";

const ADDRESS = { company: "demo", branch: "oldtown", printerId: "printer1" };
const described = (printerId: string): PrinterDescription => ({
  printerId,
  name: printerId,
  kind: "tcp",
  columns: 48,
  state: "idle",
  reasons: [],
});
const broken: Outcome = { result: "failed", code: "printer-error", detail: "no answer" };
const returned: Outcome = { result: "failed", code: "returned", detail: "" };
const printed: Outcome = {
  result: "completed",
  proof: "fenced",
  paperHash: "a".repeat(64),
  bytes: 1,
  startedAt: "2026-11-21T10:00:00.000Z",
  endedAt: "2026-11-21T10:00:01.000Z",
};

describe("a printer that fails", () => {
  let broker: Broker;
  let clock: TestClock;
  let owners: Owner[];
  let offered: AgentJob[];
  let leave: () => void;
  /** Facts of the fleet's log, as they were stored. */
  let facts: string[];

  beforeEach(async () => {
    broker = await startBroker();
    clock = new TestClock();
    owners = [];
    facts = [];
    broker.connection.subscribe("live.fleet.>", {
      callback: (_, message) => {
        facts.push(message.headers?.get(headers.type) ?? "");
      },
    });
    leave = arrive();
    await hello("s1");
  });
  afterEach(async () => {
    for (const { lost } of owners) lost.abort();
    await Promise.all(owners.map(({ ended }) => ended));
    clock.stop();
    await broker.stop();
  });

  const hello = (session: string, more: readonly PrinterDescription[] = []) =>
    broker.hello({ session, printers: [described("printer1"), described("other"), ...more] });

  /** An agent that spools whatever it is offered. */
  function arrive(): () => void {
    offered = [];
    const subject = subjects.agentAnyVerb("demo", "oldtown", "agent1");
    const known = { known: true, attempt: 1, state: "spooled", revoked: false };
    const subscription = broker.connection.subscribe(subject, {
      callback: (_, message) => {
        const isJob = message.subject.endsWith(".job");
        if (isJob) offered.push(AgentJob.parse(message.json()));
        message.respond(JSON.stringify({ ok: true, value: isJob ? { state: "spooled" } : known }));
      },
    });
    return () => subscription.unsubscribe();
  }
  /** Without repeats: two owners may offer the same attempt, which the agent knows by then. */
  const attempts = () => [
    ...new Set(offered.map(({ jobId, attempt }) => `${names.get(jobId)} ${attempt}`)),
  ];
  const untilOffered = (...expected: string[]) =>
    until(`offers of ${expected.join()}`, () => attempts().length >= expected.length).then(() =>
      expect(attempts()).toEqual(expected),
    );

  const own = async () => {
    const owner = startOwner(broker, undefined, clock);
    owners.push(owner);
    await until("it has begun", owner.begun);
    return owner;
  };
  const die = async (owner: Owner) => {
    owner.lost.abort();
    await owner.ended;
  };

  const names = new Map<string, string>();
  async function submit(name: string, over: object = {}): Promise<void> {
    const answer = await broker.submit(name, over);
    if (!answer.ok) throw new Error(answer.error.code);
    names.set(answer.value.job.jobId, name);
  }
  const idOf = (name: string) => [...names].findLast(([, known]) => known === name)![0];
  const jobNow = async (name: string): Promise<JobState> => {
    const address = { company: "demo", branch: "oldtown", jobId: idOf(name) };
    return (await broker.jobs.jobs.load(address)).job!;
  };
  const report = (name: string, attempt: number, outcome: Outcome) =>
    recordReport(broker.jobs, "demo", "oldtown", {
      jobId: idOf(name),
      agentId: "agent1",
      attempt,
      outcome,
    });
  const untilHeld = (name: string, reason: string) =>
    until(`${name} held: ${reason}`, async () => {
      const { status, reason: now } = await jobNow(name);
      return status === "pending-held" && now === reason;
    });
  const printerNow = async () =>
    (await broker.fleet.fleet.printer("demo", "oldtown", "printer1")).state!;
  const breakerNow = async () => (await printerNow()).breaker;
  const untilBreaker = (state: string) =>
    until(`a breaker that is ${state}`, async () => (await breakerNow()).state === state);
  const decide = (command: PrinterCommand) => decidePrinter(broker.fleet, ADDRESS, command);
  const describeAs = async (state: PrinterDescription["state"]) => {
    const { printerId, name, kind, columns } = await printerNow();
    const description = { printerId, name, kind, columns, state, reasons: [] };
    const who = { company: "demo", branch: "oldtown", agentId: "agent1" };
    await decide({ type: "DescribePrinter", at: new Date().toISOString(), ...who, description });
  };

  const five = ["a", "b", "c", "d", "e"];
  const firsts = five.map((name) => `${name} 1`);

  /** Five jobs that were all out, and all failed. */
  async function opened(): Promise<void> {
    for (const name of five) await submit(name);
    await untilOffered(...firsts);
    for (const name of five) await report(name, 1, broken);
    await untilBreaker("open");
  }
  async function probed(): Promise<void> {
    await opened();
    clock.advance(13_000);
    await untilOffered(...firsts, "a 2");
  }

  it("gets nothing any more after five failures in a row, and its jobs say why", async () => {
    await own();
    for (const name of five) await submit(name);
    await untilOffered(...firsts);
    for (const name of five.slice(1)) await report(name, 1, broken);
    expect((await breakerNow()).state).toBe("closed");
    await report("a", 1, broken);
    await untilBreaker("open");
    await submit("f");
    for (const name of [...five, "f"]) await untilHeld(name, "printer-circuit-open");
    clock.advance(7000);
    await submit("g");
    await untilHeld("g", "printer-circuit-open");
    expect(attempts()).toEqual(firsts);
  });

  it("does not open it when anything was printed in between, or was only given back", async () => {
    await own();
    const all = [...five, "f", "g"];
    for (const name of all) await submit(name);
    await untilOffered(...all.map((name) => `${name} 1`));
    for (const name of ["a", "b", "c", "d"]) await report(name, 1, broken);
    await report("e", 1, returned);
    await report("f", 1, printed);
    await report("g", 1, broken);
    clock.advance(20_000);
    await untilOffered(...all.map((name) => `${name} 1`), "a 2", "b 2", "c 2", "d 2", "e 2", "g 2");
    expect(facts.filter((fact) => fact.startsWith("Breaker"))).toEqual([]);
  });

  it("gets exactly one probe, whoever owns the saga, then everything in order", async () => {
    await own();
    await own();
    await probed();
    await submit("f");
    await untilHeld("f", "printer-circuit-open");
    await untilHeld("b", "printer-circuit-open");
    clock.advance(60_000);
    await submit("g");
    await untilHeld("g", "printer-circuit-open");
    expect(attempts()).toEqual([...firsts, "a 2"]);
    await report("a", 2, printed);
    await untilBreaker("closed");
    await untilOffered(...firsts, "a 2", "b 2", "c 2", "d 2", "e 2", "f 1", "g 1");
    expect(facts.filter((fact) => fact.startsWith("Breaker"))).toEqual([
      "BreakerOpened",
      "BreakerProbed",
      "BreakerClosed",
    ]);
  });

  it("is left alone for longer when it fails the probe", async () => {
    await own();
    await opened();
    const first = await breakerNow();
    clock.advance(13_000);
    await untilOffered(...firsts, "a 2");
    await report("a", 2, broken);
    await untilBreaker("open");
    const second = await breakerNow();
    if (first.state !== "open" || second.state !== "open") throw new Error("not open");
    expect(second).toMatchObject({ openings: 2, since: first.since });
    const coolsMs = Date.parse(second.retryAt) - clock.now().getTime();
    expect(coolsMs).toBeGreaterThan(13_000);
    expect(coolsMs).toBeLessThanOrEqual(25_000);
    clock.advance(13_000);
    await submit("f");
    await untilHeld("f", "printer-circuit-open");
    expect(attempts()).toHaveLength(6);
    clock.advance(13_000);
    await untilOffered(...firsts, "a 2", "a 3");
  });

  it("is probed with the next job when the probe ended otherwise", async () => {
    await own();
    await probed();
    await report("a", 2, { result: "failed", code: "unprintable", detail: "not text" });
    await untilOffered(...firsts, "a 2", "b 2");
    expect(await breakerNow()).toMatchObject({ state: "half-open", openings: 1 });
    await report("b", 2, returned);
    await untilOffered(...firsts, "a 2", "b 2", "b 3");
    await report("b", 3, { result: "unconfirmed", cause: "silent" });
    await untilOffered(...firsts, "a 2", "b 2", "b 3", "c 2");
  });

  it("stays open over a takeover, until the same moment", async () => {
    const first = await own();
    await opened();
    const before = await breakerNow();
    await die(first);
    await own();
    await submit("f");
    await untilHeld("f", "printer-circuit-open");
    expect(await breakerNow()).toEqual(before);
    expect(attempts()).toEqual(firsts);
    clock.advance(13_000);
    await untilOffered(...firsts, "a 2");
  });

  it("is opened by the next owner after failures that the last one has counted", async () => {
    const first = await own();
    for (const name of five) await submit(name);
    await untilOffered(...firsts);
    for (const name of five.slice(0, 4)) await report(name, 1, broken);
    await submit("seen");
    await die(first);
    await own();
    await report("e", 1, broken);
    await untilBreaker("open");
  });

  it.each<[string, Outcome, string]>([
    ["closes", printed, "closed"],
    ["opens again", broken, "open"],
  ])("half-open over a takeover goes on with its probe, and %s by it", async (_, outcome, then) => {
    const first = await own();
    await probed();
    await die(first);
    await own();
    await submit("f");
    await untilHeld("f", "printer-circuit-open");
    expect(attempts()).toEqual([...firsts, "a 2"]);
    await report("a", 2, outcome);
    await untilBreaker(then);
  });

  it("gets the probe of an owner that died before it could send it", async () => {
    const first = await own();
    await opened();
    await die(first);
    const seen = await breakerNow();
    const judged = { at: new Date(Date.now() + 60_000).toISOString(), seen, heard: seen.heard! };
    await decide({ type: "ProbeBreaker", jobId: idOf("c"), attempt: 2, ...judged });
    await own();
    await untilOffered(...firsts, "c 2");
    await submit("f");
    await untilHeld("f", "printer-circuit-open");
    expect(attempts()).toEqual([...firsts, "c 2"]);
  });

  it("stays half-open with that job while its agent is away", async () => {
    await own();
    await opened();
    leave();
    await unregisterAgent(broker.fleet, "demo", "oldtown", { agentId: "agent1", session: "s1" });
    await untilHeld("a", "service-off-line");
    clock.advance(60_000);
    expect((await breakerNow()).state).toBe("open");
    leave = arrive();
    await hello("s2");
    await untilOffered("a 2");
    leave();
    await unregisterAgent(broker.fleet, "demo", "oldtown", { agentId: "agent1", session: "s2" });
    await untilHeld("b", "service-off-line");
    expect(await breakerNow()).toMatchObject({ state: "half-open", probe: idOf("a"), attempt: 2 });
    leave = arrive();
    await hello("s3");
    await untilOffered("a 2");
    await report("a", 2, printed);
    await untilOffered("a 2", "b 2", "c 2", "d 2", "e 2");
  });

  it("is not broken when it is blocked: its jobs wait in the cloud, then go in order", async () => {
    await own();
    await submit("out");
    await untilOffered("out 1");
    await describeAs("stopped");
    for (const name of five) await submit(name);
    for (const name of five) await untilHeld(name, "printer-stopped");
    expect(await jobNow("out")).toMatchObject({
      status: "processing-stopped",
      reason: "printer-stopped",
    });
    expect(attempts()).toEqual(["out 1"]);
    await describeAs("idle");
    await untilOffered("out 1", ...firsts);
    expect((await breakerNow()).state).toBe("closed");
  });

  it("gets nothing while its agent has yet to report what it gave back, though it is well again", async () => {
    await own();
    for (const name of ["a", "b", "c"]) await submit(name);
    await untilOffered("a 1", "b 1", "c 1");
    await describeAs("stopped");
    await report("a", 1, broken);
    await describeAs("idle");
    await report("b", 1, returned);
    // Its turn comes behind all that was told of printer1.
    await submit("elsewhere", { printerId: "other" });
    await untilOffered("a 1", "b 1", "c 1", "elsewhere 1");
    await report("c", 1, returned);
    await untilOffered("a 1", "b 1", "c 1", "elsewhere 1", "a 2", "b 2", "c 2");
  });

  it("says of each job once that it is stopped", async () => {
    await own();
    await describeAs("stopped");
    await submit("a");
    await untilHeld("a", "printer-stopped");
    const before = await broker.streams.lastSequence("PRINT_EVT_V1");
    for (let n = 0; n < 20; n++) clock.advance(1000);
    await submit("b");
    await untilHeld("b", "printer-stopped");
    expect(await broker.streams.lastSequence("PRINT_EVT_V1")).toBe(before + 2);
  });

  it("keeps the order: what was given back, and what is new, waits behind the failed job", async () => {
    await own();
    for (const name of five) await submit(name);
    await untilOffered(...firsts);
    await report("a", 1, broken);
    for (const name of five.slice(1)) await report(name, 1, returned);
    await submit("f");
    await allIsHeard();
    expect(attempts()).toEqual([...firsts, "other 1"]);
    clock.advance(3000);
    await untilOffered(...firsts, "other 1", "a 2", "b 2", "c 2", "d 2", "e 2", "f 1");
  });

  it("tries again within its branch's budget", async () => {
    const printers = Array.from({ length: 21 }, (_, n) => described(`p${n}`));
    await hello("s1", printers);
    await own();
    for (const { printerId } of printers) await submit(printerId, { printerId });
    await until("21 offers", () => attempts().length === 21);
    clock.freeze();
    for (const { printerId } of printers) await report(printerId, 1, broken);
    // A first attempt needs nothing of it.
    await allIsHeard();
    clock.advance(30_000);
    await until("20 retries", () => attempts().length >= 42);
    await submit("new");
    await until("a first attempt", () => attempts().includes("new 1"));
    expect(attempts()).toHaveLength(43);
    clock.advance(1000);
    await until("the last retry", () => attempts().length === 44);
  });

  /** Whatever was stored before is known to the owner, once it has dispatched what was stored after it. */
  async function allIsHeard(): Promise<void> {
    await submit("other", { printerId: "other" });
    await until("the other printer's job", () => attempts().includes("other 1"));
  }
});
