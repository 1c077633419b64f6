/**
 * Everything the print core promises, through the real processes, with no database at all. A bug here would look like: a
 * job that is lost, comes out twice, or hangs, because the wrong process died at the wrong time.
 */
import {
  DEAD_LETTERS,
  DeadLetterList,
  DOCUMENTS,
  JobList,
  PrinterList,
  StoredDeadLetter,
  StoredDocument,
  subjects,
  type BranchState,
  type Job,
  type PrinterState,
} from "@printermaster/contracts";
import type { StackPrinter } from "@printermaster/infra";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ticketsOf, ticketsWith } from "../src/paper.ts";
import { until } from "../src/patience.ts";
import { jobIn, processOf, Stage } from "../src/print-core/stage.ts";
import { refusedByBroker } from "../src/refused-by-broker.ts";

const ORCHESTRATORS = ["orchestrator-1", "orchestrator-2"];
/** What waited for longer has been through an outage. */
const OUTAGE_MS = 60_000;

describe("with its database stopped, the print core", () => {
  let stage: Stage;
  let kitchen: StackPrinter;
  let counter: StackPrinter;
  let harbour: StackPrinter;
  let annex: StackPrinter;

  beforeAll(async () => {
    stage = await Stage.open();
    [kitchen, counter, harbour, annex] = [1, 2, 3, 4].map((n) => stage.printer(n)) as [
      StackPrinter,
      StackPrinter,
      StackPrinter,
      StackPrinter,
    ];
    await until("all printers listed", async () => {
      const { body } = await stage.owners[0].http("GET", "/v1/printers");
      return PrinterList.parse(body).printers.length === stage.stack.printers.length;
    });
    await stage.stack.halt("postgres");
    // These take their time, beside all that follows: a printer that fails, and an agent that is away.
    await stage.stack.halt(processOf(harbour));
    for (const n of names(7)) await stage.submit(harbour, `Harbour ${n} end`);
    await stage.stack.halt("agent-3");
    await stage.command<BranchState>(annex.branchId, "policy", {
      policies: {
        kitchen: { backlog: { kind: "younger", minutes: 1 }, unknown: "hold" },
        label: { backlog: { kind: "summary" }, unknown: "hold" },
      },
    });
    await stage.submit(annex, "Annex soup, old", { class: "kitchen" });
    for (const n of ["one", "two"]) await stage.submit(annex, `Annex ${n}`, { class: "label" });
  });
  afterAll(() => stage?.close());

  const names = (count: number) => Array.from({ length: count }, (_, n) => n);
  const historyOf = ({ branch, jobId }: Job) => stage.stored.historyOf(branch, jobId);
  const typesOf = async (job: Job) => stage.typesOf(await historyOf(job));

  it("says of lists and log-in that the database is away", async () => {
    const [list, letters, login] = await Promise.all([
      stage.owners[0].http("GET", "/v1/jobs"),
      stage.owners[1].http("GET", "/v1/dead-letters"),
      stage.owners[0].http("POST", "/auth/login", { email: "owner@demo.example", password: "x" }),
    ]);
    for (const reply of [list, letters, login])
      expect(reply).toMatchObject({ status: 503, body: { code: "read-model-unavailable" } });
  });

  it("keeps what it has accepted, although every orchestrator is killed right after", async () => {
    const job = await stage.submit(kitchen, "Accepted is accepted");
    await Promise.all(ORCHESTRATORS.map((name) => stage.stack.kill(name, "SIGKILL")));
    const document = await stage.stored.last(
      DOCUMENTS,
      subjects.document(job.company, job.branch, job.jobId),
    );
    expect(JSON.parse(document!)).toMatchObject({ document: { text: "Accepted is accepted" } });
    expect(await typesOf(job)).toContain("PrintSubmitted");
    await stage.completed(job.jobId);
    expect(await stage.paper("Accepted is accepted")).toBe(1);
    await stage.ready(...ORCHESTRATORS);
  });

  it("takes a key once: another time it is a replay, with another body it is refused", async () => {
    const job = await stage.submit(kitchen, "Once and only once");
    const again = await stage.owners[1].submitByHttp(
      "Once and only once",
      stage.order(kitchen, "Once and only once"),
    );
    expect(again.status).toBe(200);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(jobIn(again).jobId).toBe(job.jobId);
    const other = await stage.owners[1].submitByHttp(
      "Once and only once",
      stage.order(kitchen, "Something else"),
    );
    expect(other).toMatchObject({ status: 422, body: { code: "key-reused" } });
    await stage.completed(job.jobId);
    expect(await stage.paper("Once and only once")).toBe(1);
    expect(await stage.paper("Something else")).toBe(0);
  });

  it("makes one test of one person's rapid clicks, and asks the next person to wait", async () => {
    const { id: printerId, branchId } = counter;
    const click = (n: number) =>
      stage.owners[n % 2]!.testPrint({ printerId, branchId, correlationId: `click-${n}` });
    const answers = await Promise.all(names(4).map(click));
    const jobs = new Set(answers.map((answer) => (answer.ok ? answer.value.job.jobId : "refused")));
    expect(jobs.size).toBe(1);
    const other = await stage.staff.submitByHttp(
      "somebody else's test",
      stage.order(counter, "A test of Sam's", { class: "test" }),
    );
    expect(other).toMatchObject({ status: 429, body: { code: "too-many-requests" } });
    expect(Number(other.headers.get("retry-after"))).toBeGreaterThan(0);
    await stage.completed([...jobs][0]!);
    expect(await ticketsOf(stage.stack, printerId)).toHaveLength(1);
  });

  it("prints each printer's jobs in their order, while another printer is blocked, and over a kill of the saga's owner", async () => {
    const texts = names(30).map((n) => `In order ${n} end`);
    await stage.insteadOf(kitchen, { isOutOfPaper: true }, async (sink) => {
      for (const [n, text] of texts.slice(0, 15).entries())
        await stage.submit(kitchen, text, {}, n);
      const free = await stage.submit(counter, "The counter waits for nobody");
      await stage.completed(free.jobId);
      expect(sink.tickets).toHaveLength(0);
    });
    await stage.killOwner();
    for (const [n, text] of texts.slice(15).entries()) await stage.submit(kitchen, text, {}, n);
    for (const text of texts) await stage.completed(stage.accepted.get(text)!.jobId);
    const tickets = (await ticketsOf(stage.stack, kitchen.id)).toReversed();
    const lines = tickets.flatMap((ticket) => ticket.text).filter((line) => texts.includes(line));
    expect(lines).toEqual(texts);
    await stage.ready(...ORCHESTRATORS);
  });

  it("ends a waiting job at its deadline; discarded, nothing of it can be read any more", async () => {
    const wish = { class: "kitchen", deadlineSeconds: 1 } as const;
    const left = await stage.submit(annex, "Left for a person", wish);
    const job = await stage.submit(annex, "Too late for this soup", wish);
    await stage.isNow(left.jobId, { reason: "job-expired", deadLetter: "waiting" });
    const expired = await stage.isNow(job.jobId, { reason: "job-expired", deadLetter: "waiting" });
    expect(Date.parse(expired.updatedAt)).toBeGreaterThanOrEqual(Date.parse(job.expiresAt));
    const subject = subjects.deadLetter(job.company, job.branch, job.jobId);
    const letter = async () => {
      const text = await stage.stored.last(DEAD_LETTERS, subject);
      return text ? StoredDeadLetter.parse(JSON.parse(text)) : undefined;
    };
    expect(await until("its letter", letter)).toMatchObject({ document: { kind: "text" } });
    expect(await stage.post(job.jobId, "discard")).toMatchObject({ status: 200 });
    expect((await letter())?.document).toBeUndefined();
    const kept = await stage.stored.last(
      DOCUMENTS,
      subjects.document(job.company, job.branch, job.jobId),
    );
    expect(StoredDocument.parse(JSON.parse(kept!)).document).toBeUndefined();
    expect(await stage.post(job.jobId, "retry")).toMatchObject({
      status: 409,
      body: { code: "not-a-dead-letter" },
    });
  });

  it("asks what became of a job that takes longer than usual, and does not print it again", async () => {
    const asked = (jobId: string) =>
      ORCHESTRATORS.flatMap((name) => readFileSync(stage.stack.logFile(name), "utf8").split("\n"))
        .filter((line) => line.includes('"event":"asked"'))
        .some((line) => line.includes(jobId));
    await stage.insteadOf(kitchen, { isOutOfPaper: true }, async (sink) => {
      const job = await stage.submit(kitchen, "Slow, but only once");
      await until("its agent was asked", () => asked(job.jobId));
      sink.refill();
      const done = await stage.completed(job.jobId);
      expect(done.attempt).toBe(1);
      expect(sink.countOf("Slow, but only once")).toBe(1);
      expect((await typesOf(job)).filter((type) => type === "PrintDispatched")).toHaveLength(1);
    });
  });

  it("cancels in time what no agent has, and what an agent has not begun", async () => {
    const early = await stage.submit(annex, "Never given to anybody");
    expect(await stage.post(early.jobId, "cancel")).toMatchObject({
      status: 200,
      body: { came: "in-time", job: { status: "canceled" } },
    });
    await stage.insteadOf(kitchen, { isOutOfPaper: true }, async (sink) => {
      const late = await stage.submit(kitchen, "Given, and taken back");
      await stage.isNow(late.jobId, { reason: "printer-stopped", attempt: 1 });
      expect(await stage.post(late.jobId, "cancel")).toMatchObject({
        status: 200,
        body: { came: "in-time", job: { status: "canceled" } },
      });
      sink.refill();
      await stage.completed((await stage.submit(kitchen, "The next one")).jobId);
      expect(sink.countOf("Given, and taken back")).toBe(0);
    });
    for (const words of ["Never given to anybody", "Given, and taken back"])
      expect(await stage.paper(words)).toBe(0);
  });

  it("says that a cancel came too late for a ticket that is on its way", async () => {
    await stage.insteadOf(kitchen, { runsOutInMidTicket: true }, async (sink) => {
      const job = await stage.submit(kitchen, "Already on its way");
      await sink.printed("Already on its way");
      expect(await stage.post(job.jobId, "cancel")).toMatchObject({
        status: 409,
        body: { code: "too-late" },
      });
      sink.refill();
      await stage.completed(job.jobId);
      expect(sink.countOf("Already on its way")).toBe(1);
      expect(await typesOf(job)).toContain("PrintCancelRefused");
    });
  });

  it("knows no result of a ticket in whose middle the agent was killed, and prints it no second time", async () => {
    let job: Job | undefined;
    await stage.insteadOf(kitchen, { runsOutInMidTicket: true }, async (sink) => {
      job = await stage.submit(kitchen, "Half a ticket, perhaps");
      await sink.printed("Half a ticket, perhaps");
      await stage.stack.kill("agent-1", "SIGKILL");
      sink.refill();
      await stage.isNow(job.jobId, { status: "aborted", reason: "print-result-unknown" });
      await stage.completed((await stage.submit(kitchen, "Behind the half")).jobId);
      expect(sink.countOf("Half a ticket, perhaps")).toBe(1);
    });
    const { jobId } = job!;
    expect(await stage.post(jobId, "retry")).toMatchObject({
      status: 409,
      body: { code: "may-have-printed" },
    });
    const copy = jobIn(await stage.post(jobId, "reprint", "half again"));
    await stage.completed(copy.jobId);
    expect(await ticketOf(kitchen, "Half a ticket, perhaps")).toContain("POSSIBLE DUPLICATE");
  });

  it("marks a copy as one, with who asked for it, and shows the very paper", async () => {
    const job = await stage.submit(counter, "Worth a copy");
    await stage.completed(job.jobId);
    expect(await ticketOf(counter, "Worth a copy")).not.toContain("COPY");
    const copy = jobIn(await stage.post(job.jobId, "reprint", "a copy, please"));
    expect(copy).toMatchObject({ copyOf: job.jobId, submittedBy: { name: "Olive Owner" } });
    await stage.completed(copy.jobId);
    const paper = await ticketOf(counter, `of ${job.jobId}`);
    for (const words of ["COPY", "by Olive Owner", "Worth a copy"]) expect(paper).toContain(words);
    const picture = await stage.owners[1].http("GET", `/v1/jobs/${copy.jobId}/paper.svg`);
    expect(picture.headers.get("x-paper")).toBe("exact");
  });

  it("tries a failing printer again, each time later, and then keeps a dead letter that a retry prints once", async () => {
    let job: Job | undefined;
    await stage.insteadOf(kitchen, { hasOwnError: true }, async (sink) => {
      job = await stage.submit(kitchen, "Third time unlucky");
      await stage.isNow(job.jobId, { reason: "aborted-by-system", deadLetter: "waiting" });
      expect(sink.tickets).toHaveLength(0);
      const told = await historyOf(job);
      const at = told.filter(({ type }) => type === "PrintDispatched").map((one) => one.at);
      expect(stage.typesOf(told).filter((type) => type === "PrintAttemptFailed")).toHaveLength(2);
      const [first, second] = at.slice(1).map((one, n) => Date.parse(one) - Date.parse(at[n]!));
      expect(first).toBeGreaterThanOrEqual(2000);
      expect(second).toBeGreaterThanOrEqual(4000);
    });
    const retries = await Promise.all(
      stage.owners.map((one) => one.http("POST", `/v1/jobs/${job!.jobId}/retry`)),
    );
    expect(retries.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 201]);
    expect(new Set(retries.map((reply) => jobIn(reply).jobId)).size).toBe(1);
    await stage.completed(jobIn(retries[0]!).jobId);
    expect(await stage.paper("Third time unlucky")).toBe(1);
  });

  it("gives the jobs of a printer out of reach to its backup, in order, also over a kill of the saga's owner", async () => {
    const { printer } = await stage.command<{ printer: PrinterState }>(kitchen.branchId, "backup", {
      printerId: kitchen.id,
      backup: { printerId: counter.id, afterSeconds: 1 },
    });
    expect(printer.backup).toEqual({ printerId: counter.id, afterSeconds: 1 });
    await stage.stack.halt(processOf(kitchen));
    const texts = names(3).map((n) => `Elsewhere ${n} end`);
    for (const text of texts) await stage.submit(kitchen, text);
    await stage.killOwner();
    for (const text of texts) {
      const job = await stage.completed(stage.accepted.get(text)!.jobId);
      expect(job).toMatchObject({ printerId: counter.id, standsInFor: { printerId: kitchen.id } });
      expect(await ticketOf(counter, text)).toContain(`INSTEAD OF ${kitchen.name}`);
      expect(await typesOf(job)).toContain("PrintRerouted");
    }
    const tickets = (await ticketsOf(stage.stack, counter.id)).toReversed();
    const lines = tickets.flatMap(({ text }) => text).filter((line) => texts.includes(line));
    expect(lines).toEqual(texts);
    await stage.stack.restart(processOf(kitchen));
    await stage.ready(...ORCHESTRATORS);
  });

  it("leaves a failing printer alone, probes it once it is well, and then prints its queue in order", async () => {
    const told = () => stage.stored.printerHistory(harbour.branchId, harbour.id);
    await until(
      "an open breaker",
      async () => (await told()).at(-1)?.state.breaker.state === "open",
      60_000,
    );
    await stage.stack.restart(processOf(harbour));
    const jobs = names(7).map((n) => stage.accepted.get(`Harbour ${n} end`)!);
    for (const { jobId } of jobs) await stage.completed(jobId);
    await until(
      "a closed breaker",
      async () => (await told()).at(-1)?.state.breaker.state === "closed",
    );
    const changes = (await told()).filter(({ type }) => type.startsWith("Breaker"));
    expect(changes[0]?.type).toBe("BreakerOpened");
    expect(stage.typesOf(changes).slice(-2)).toEqual(["BreakerProbed", "BreakerClosed"]);

    const events = (await Promise.all(jobs.map(historyOf))).flat();
    const failed = events.filter(({ type }) => type === "PrintAttemptFailed");
    expect(failed.length).toBeGreaterThanOrEqual(5);
    const sent = events.filter(({ type }) => type === "PrintDispatched");
    for (const [n, { type, at, state }] of changes.entries()) {
      const until = changes[n + 1]?.at ?? "9";
      const meanwhile = sent.filter((one) => one.at > at && one.at < until);
      const { breaker } = state;
      if (type === "BreakerOpened") expect(meanwhile).toEqual([]);
      if (breaker.state === "half-open")
        expect(meanwhile.map((one) => one.state.jobId)).toEqual([breaker.probe]);
    }
    const tickets = (await ticketsOf(stage.stack, harbour.id)).toReversed();
    const lines = tickets.flatMap(({ text }) => text).filter((line) => line.startsWith("Harbour"));
    expect(lines).toEqual(names(7).map((n) => `Harbour ${n} end`));
  });

  it("prints after an outage what its branch still wants, and lists the rest on a slip", async () => {
    const old = stage.accepted.get("Annex soup, old")!;
    const { updatedAt } = await stage.isNow(old.jobId, { reason: "service-off-line" });
    await until("an outage", () => Date.now() - Date.parse(updatedAt) > OUTAGE_MS + 1000, 90_000);
    const fresh = await stage.submit(annex, "Annex soup, fresh", { class: "kitchen" });
    await stage.stack.restart("agent-3");
    await stage.completed(fresh.jobId);
    expect(await stage.isNow(old.jobId, { status: "aborted" })).toMatchObject({
      reason: "job-expired",
    });
    const labels = ["Annex one", "Annex two"].map((text) => stage.accepted.get(text)!);
    const listed = await Promise.all(
      labels.map(({ jobId }) => stage.isNow(jobId, { reason: "job-expired" })),
    );
    const slips = [...new Set(listed.map(({ listedOn }) => listedOn))];
    expect(slips).toHaveLength(1);
    await stage.completed(slips[0]!);
    expect(await ticketsOf(stage.stack, annex.id)).toHaveLength(2);
  });

  it("has told everything to the lists, once the database is back", async () => {
    await stage.stack.restart("postgres");
    const all = await Promise.all(
      [...stage.accepted.values()].map(({ jobId }) => stage.owners[0].job(jobId)),
    );
    const truth = new Map(all.map(({ job }) => [job.jobId, job]));
    await until(
      "the lists are the log's",
      async () => {
        const list = await stage.owners[1].http("GET", "/v1/jobs?limit=200");
        if (list.status !== 200) return false;
        const jobs = new Map(JobList.parse(list.body).jobs.map((job) => [job.jobId, job]));
        return [...truth].every(([id, job]) => jobs.get(id)?.updatedAt === job.updatedAt);
      },
      60_000,
    );
    const list = JobList.parse((await stage.owners[1].http("GET", "/v1/jobs?limit=200")).body);
    for (const job of list.jobs)
      if (truth.has(job.jobId)) expect(job).toEqual(truth.get(job.jobId));
    const letters = DeadLetterList.parse(
      (await stage.owners[0].http("GET", "/v1/dead-letters?limit=200")).body,
    );
    const waiting = [...truth.values()].filter(({ deadLetter }) => deadLetter === "waiting");
    expect(waiting.map(({ jobId }) => jobId)).toEqual([
      stage.accepted.get("Left for a person")!.jobId,
    ]);
    expect(letters.jobs.map(({ jobId }) => jobId).sort()).toEqual(
      waiting.map(({ jobId }) => jobId).sort(),
    );
    await until("the printers are the fleet's", async () => {
      const { body } = await stage.owners[0].http("GET", "/v1/printers");
      const { printers } = PrinterList.parse(body);
      const told = await Promise.all(
        stage.stack.printers.map(({ branchId, id }) => stage.stored.printerHistory(branchId, id)),
      );
      return told.every((history) => {
        const { printerId, ...state } = history.at(-1)!.state;
        const shown = printers.find((printer) => printer.printerId === printerId);
        return shown?.agentConnected && isEqual(shown, { ...state, printerId });
      });
    });
    expect(all.every(({ job }) => ["completed", "aborted", "canceled"].includes(job.status))).toBe(
      true,
    );
  });

  const isEqual = (shown: object, told: object) =>
    Object.entries(told).every(
      ([name, value]) => JSON.stringify(Reflect.get(shown, name)) === JSON.stringify(value),
    );

  async function ticketOf({ id }: StackPrinter, words: string): Promise<string> {
    const found = ticketsWith(await ticketsOf(stage.stack, id), words);
    expect(found).toHaveLength(1);
    return found[0]!.text.join("\n");
  }

  it("never says on the broker what a process may not", () => {
    expect(refusedByBroker(stage.stack)).toEqual([]);
  });
});
