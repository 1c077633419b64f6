/** A bug here would look like: two winners, a loser that says it won, or a job that ends as nobody decided. */
import type { Answer, CancelResult, JobState } from "@printermaster/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Documents } from "../src/jobs/app/ports.ts";
import { printJob } from "../src/jobs/domain/print-job.ts";
import { startBroker, type Broker } from "./broker.ts";
import { Laws } from "./model/laws.ts";
import type { How } from "./model/device.ts";
import * as the from "./print-histories.ts";
import {
  claiming,
  Doom,
  HonestAgent,
  histories,
  jobIdOf,
  rivalOn,
  type LoggedEvent,
  type Rival,
} from "./rivals.ts";

const RIVALS = 5;
const JOBS = 500;
const AT_ONCE = 10;
const keys = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${prefix}${n}`);

describe("five orchestrators", () => {
  let broker: Broker;
  let rivals: Rival[];
  let agent: HonestAgent;
  const claims: number[] = [];

  beforeAll(async () => {
    broker = await startBroker();
    await broker.hello({ session: the.route.session });
    agent = new HonestAgent(broker.connection);
    rivals = await Promise.all(keys("", RIVALS).map(() => rivalOn(broker.url, claiming(claims))));
    rivals[0]?.asksAgent();
  });
  afterAll(async () => {
    await Promise.all(rivals.map(({ connection }) => connection.close()));
    await broker.stop();
  });

  const rival = (n: number) => rivals[n % RIVALS]!;

  it("that get one key at the same instant make one job of it", async () => {
    await each(keys("same", 100), async (key) => {
      const answers = await Promise.all(rivals.map((one) => one.submit(key)));
      const values = answers.map((answer) => (answer.ok ? answer.value : undefined));
      expect(values.map((value) => value?.job.jobId)).toEqual(rivals.map(() => jobIdOf(key)));
      expect(values.filter((value) => value?.replayed === false)).toHaveLength(1);
    });
    const known = await histories(broker.streams);
    for (const key of keys("same", 100)) expect(known.get(jobIdOf(key))).toHaveLength(1);
  });

  it(`that want different things of ${JOBS} jobs at once let exactly one win each time`, async () => {
    const cameOf = new Map<string, readonly string[]>();
    await each(keys("race", JOBS), async (key, n) => {
      const jobId = jobIdOf(key);
      // None of those that race: it would begin on what it remembers, before the others have asked.
      await rival(n + 4).submit(key);
      cameOf.set(jobId, [await raceForDispatch(jobId, n), await raceForOutcome(jobId, n)]);
    });
    const known = await histories(broker.streams);
    const ends = new Map<string, number>();
    for (const [jobId, came] of cameOf) {
      const { status, reason } = expectLawful(known.get(jobId)!, agent.papers.get(jobId) ?? 0);
      // What was only requested nobody has promised: no owner of the saga is here to ask the agent.
      if (!came.includes("requested"))
        expect(status === "canceled", came.join()).toBe(came.includes("in-time"));
      ends.set(reason, (ends.get(reason) ?? 0) + 1);
    }
    const told = [...known.values()].flat().map(({ sequence }) => sequence);
    expect(claims.sort(ascending)).toEqual(told.sort(ascending));
    console.log(`${JOBS} races ended as`, Object.fromEntries(ends));
    // Each of them must win now and then, or there was no race.
    expect([...ends.keys()].sort()).toEqual([
      "aborted-by-system",
      "job-canceled-by-user",
      "job-completed-successfully",
      "job-expired",
      "print-result-unknown",
    ]);
  }, 300_000);

  /** Two owners of the saga at once, a person, and a deadline. What the person was told. */
  async function raceForDispatch(jobId: string, n: number): Promise<string> {
    const [one, other, cancel] = await Promise.all([
      rival(n).handle(jobId, the.dispatch),
      rival(n + 1).handle(jobId, the.dispatch),
      n % 5 === 0 ? rival(n + 2).cancel(jobId) : undefined,
      n % 7 === 0 ? rival(n + 3).handle(jobId, the.expire) : undefined,
    ]);
    expect([one, other].filter(({ ok }) => ok).length).toBeLessThanOrEqual(1);
    return wordOf(cancel);
  }

  /** The agent prints and reports through two at once, while others give up, say that it waits, or cancel. */
  async function raceForOutcome(jobId: string, n: number): Promise<string> {
    const [, cancel] = await Promise.all([
      printAndReport(jobId, n),
      n % 4 === 0 ? rival(n + 4).cancel(jobId) : undefined,
      n % 3 === 0 ? rival(n + 2).handle(jobId, the.giveUp) : undefined,
      n % 2 === 0 ? rival(n + 3).handle(jobId, the.hold) : undefined,
    ]);
    return wordOf(cancel);
  }

  async function printAndReport(jobId: string, n: number): Promise<void> {
    const { job } = await rival(n).load(jobId);
    if (!job?.status.startsWith("processing")) return;
    // A round trip or two later, so that a promise may come first.
    for (let trips = 0; trips < n % 3; trips++) await broker.connection.flush();
    const printed = agent.print(jobId, job.attempt, HOWS[n % HOWS.length]!);
    if (!printed) return;
    const answers = await Promise.all([n, n + 1].map((m) => rival(m).report(jobId, printed)));
    const recorded = answers.filter((answer) => answer.ok && answer.value.recorded);
    expect(recorded.length).toBeLessThanOrEqual(1);
  }

  it("lose no outcome with the one that recorded it and was killed before it could say so", async () => {
    let killed = 0;
    await each(keys("outcome", 60), async (key, n) => {
      const jobId = jobIdOf(key);
      await rival(n).submit(key);
      await rival(n).handle(jobId, the.dispatch);
      const printed = agent.print(jobId, 1, "printed")!;
      const doom = new Doom();
      const victim = await rivalOn(broker.url, doom.wrap);
      const heard = await Promise.all([
        victim.report(jobId, printed).catch(() => "silence"),
        n % 2 === 0 ? rival(n + 1).handle(jobId, the.giveUp) : undefined,
      ]);
      if (heard[0] === "silence") killed++;
      // So the agent says it again, to another.
      const again = await rival(n + 2).report(jobId, printed);
      if (heard[0] === "silence") expect(again).toEqual({ ok: true, value: { recorded: false } });
      else expect(again).toMatchObject({ ok: true });
      await victim.connection.close();
    });
    const known = await histories(broker.streams);
    for (const key of keys("outcome", 60))
      expect(expectLawful(known.get(jobIdOf(key))!, 1).status).toBe("completed");
    expect(killed).toBeGreaterThan(10);
  }, 120_000);

  it("print what one accepted that was killed before it had stored the document", async () => {
    let killed = 0;
    await each(keys("document", 60), async (key, n) => {
      const doom = new Doom();
      const victim = await rivalOn(broker.url, doom.wrap);
      const put: Documents["put"] = async (...document) => {
        if (await doom.struck.promise) throw new Error("killed");
        return victim.documents.put(...document);
      };
      await Promise.all([
        victim.submit(key, { documents: { ...victim.documents, put } }).catch(() => killed++),
        n % 2 === 0 ? rival(n).submit(key) : undefined,
      ]);
      const again = await rival(n + 1).submit(key);
      expect(again).toMatchObject({ ok: true, value: { replayed: true } });
      const { job } = await rival(n + 2).load(jobIdOf(key));
      const stored = await rival(n + 2).documents.get(job!, job!.bodyHash);
      expect(stored?.document).toEqual({ kind: "text", text: "hello" });
      await victim.connection.close();
    });
    expect(killed).toBeGreaterThan(10);
  }, 120_000);
});

const HOWS: readonly How[] = ["printed", "printed", "printed", "cut before", "unprintable"];
const ascending = (a: number, b: number) => a - b;

const wordOf = (cancel: Answer<CancelResult> | undefined): string =>
  !cancel ? "not asked" : cancel.ok ? cancel.value.came : cancel.error.code;

/** Some at a time, so that there is always something else going on. */
async function each(keysToDo: readonly string[], work: (key: string, n: number) => Promise<void>) {
  let next = 0;
  const worker = async () => {
    for (let n = next++; n < keysToDo.length; n = next++) await work(keysToDo[n]!, n);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** What the log tells of a job is lawful, each state the fold of what was told before; the last of them. */
function expectLawful(told: readonly LoggedEvent[], papers: number): JobState {
  const laws = new Laws(printJob);
  for (let paper = 0; paper < papers; paper++) laws.paperMoved();
  for (const { event, state } of told) {
    laws.append(event);
    expect(state).toEqual(laws.job);
  }
  if (papers > 0) laws.printed("agent1", 1);
  laws.atTheEnd();
  return laws.job!;
}
