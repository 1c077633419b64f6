/** A bug here would look like: a ticket that nobody got and nobody was told of, or a retry that prints twice. */
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { natsOptions } from "@printermaster/runtime";
import {
  DEAD_LETTERS,
  DeadLetterList,
  Job,
  leases,
  StoredDeadLetter,
  StoredJobEvent,
  subjects,
} from "@printermaster/contracts";
import type { Stack } from "@printermaster/infra";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumArguments, chromiumPath } from "../src/chromium.ts";
import { Client, type Reply } from "../src/client.ts";
import { freshStack } from "../src/fresh-stack.ts";
import { ticketsOf, ticketsWith } from "../src/paper.ts";
import { until } from "../src/patience.ts";
import { Stored } from "../src/print-core/stored.ts";

describe("what could not be printed", () => {
  let stack: Stack;
  let client: Client;
  let nats: NatsConnection;
  let stored: Stored;
  let company: string;
  let printerId: string;
  let branchId: string;

  beforeAll(async () => {
    stack = await freshStack({ gateways: 2, orchestrators: 2, agents: 1 });
    client = await Client.logIn(stack);
    nats = await connect(natsOptions(stack.natsUrl, "test"));
    company = stack.demo.company.id;
    stored = new Stored(nats, company);
    ({ id: printerId, branchId } = stack.printers[0]!);
  });
  afterAll(async () => {
    await nats?.close();
    await stack?.stop();
  });

  const post = (jobId: string, verb: string, key?: string) =>
    client.http(
      "POST",
      `/v1/jobs/${jobId}/${verb}`,
      undefined,
      key ? { "idempotency-key": key } : {},
    );
  const jobIn = ({ body }: Reply): Job => Job.parse((body as { job: unknown }).job);
  const completed = (jobId: string) =>
    until(`completion of ${jobId}`, async () => {
      const { job } = await client.job(jobId);
      return job.status === "completed" && job;
    });
  const paper = async (words: string) =>
    ticketsWith(await ticketsOf(stack, printerId), words).length;
  const listed = async () =>
    DeadLetterList.parse((await client.http("GET", "/v1/dead-letters")).body).jobs;
  const isListed = async (jobId: string) => (await listed()).find((job) => job.jobId === jobId);

  async function submitted(text: string, deadlineSeconds?: number): Promise<string> {
    const document = { kind: "text", text };
    const order = { printerId, branchId, document, class: "kitchen", deadlineSeconds };
    const reply = await client.submitByHttp(text, order);
    expect(reply.status).toBe(201);
    return jobIn(reply).jobId;
  }

  /** While its agent is away; then the agent comes back. */
  async function expired(...texts: readonly string[]): Promise<string[]> {
    await stack.halt("agent-1");
    const ids = await Promise.all(texts.map((text) => submitted(text, 1)));
    for (const id of ids) await until(`${id} among the dead letters`, () => isListed(id));
    await stack.restart("agent-1");
    return ids;
  }

  const letterOf = async (jobId: string) => {
    const text = await stored.last(DEAD_LETTERS, subjects.deadLetter(company, branchId, jobId));
    return text === undefined ? undefined : StoredDeadLetter.parse(JSON.parse(text));
  };
  const owner = () => stored.last(`KV_${leases.bucket}`, `$KV.${leases.bucket}.${leases.saga}`);

  it("is listed with its reason, and a retry prints it, once", async () => {
    const [jobId] = await expired("Two soups, too late");
    expect(await isListed(jobId!)).toMatchObject({ reason: "job-expired", deadLetter: "waiting" });
    const replies = await Promise.all([post(jobId!, "retry"), post(jobId!, "retry")]);
    expect(replies.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 201]);
    const [first, second] = replies.map(jobIn);
    expect(second!.jobId).toBe(first!.jobId);
    expect(await completed(first!.jobId)).toMatchObject({ retryOf: jobId, printerId });
    expect(await paper("Two soups, too late")).toBe(1);
    expect((await client.job(jobId!)).job).toMatchObject({ deadLetter: "retried" });
    await until("it left the list", async () => !(await isListed(jobId!)));
  });

  it("is discarded: it leaves the list, and nothing of it can be read or printed", async () => {
    const [jobId] = await expired("Nobody wants this soup");
    expect((await until("its letter", () => letterOf(jobId!))).document).toBeDefined();
    expect(await post(jobId!, "discard")).toMatchObject({ status: 200 });
    await until("it left the list", async () => !(await isListed(jobId!)));
    expect((await letterOf(jobId!))?.document).toBeUndefined();
    expect((await client.http("GET", `/v1/jobs/${jobId}/paper.svg`)).status).toBe(404);
    expect(await post(jobId!, "retry")).toMatchObject({
      status: 409,
      body: { code: "not-a-dead-letter" },
    });
    expect(await paper("Nobody wants this soup")).toBe(0);
  });

  it("is no job that was printed: of that there is another job, marked as its copy", async () => {
    const jobId = await submitted("A soup for two");
    await completed(jobId);
    expect(await post(jobId, "retry")).toMatchObject({ status: 409 });
    const copy = jobIn(await post(jobId, "reprint", "one more"));
    expect(copy).toMatchObject({ copyOf: jobId });
    expect(jobIn(await post(jobId, "reprint", "one more")).jobId).toBe(copy.jobId);
    await completed(copy.jobId);
    expect(await paper("A soup for two")).toBe(2);
  });

  it("has its letter also when the saga's owner is killed at the very event that ends the job", async () => {
    await stack.halt("agent-1");
    let unwritten: string | undefined;
    for (let round = 0; round < 5 && !unwritten; round++) {
      const before = await until("an owner", owner);
      const jobId = await submitted(`The owner died, ${round}`, 2);
      const ended = new Promise<void>((heard) => {
        const live = `live.${subjects.job(company, branchId, jobId)}`;
        nats.subscribe(live, {
          callback: (_, message) => {
            const { data } = StoredJobEvent.safeParse(message.json());
            if (data?.state.deadLetter === "waiting") heard();
          },
        });
      });
      await ended;
      await stack.kill(before, "SIGKILL");
      if (!(await letterOf(jobId))) unwritten = jobId;
      // By the other one or by the one that was killed: restarted at once, it may be the first to take the lease again.
      await until("its letter", () => letterOf(jobId));
      const back = () =>
        stack.processes().some(({ name, state }) => name === before && state === "ready");
      await until(`${before} ready again`, back);
    }
    // Otherwise the owner had written it in the moment between event and kill, five times.
    expect(unwritten).toBeDefined();
    expect(await letterOf(unwritten!)).toMatchObject({
      job: { jobId: unwritten, reason: "job-expired" },
      document: { kind: "text" },
    });
    await stack.restart("agent-1");
  });

  describe.skipIf(!chromiumPath)("at the dashboard", () => {
    let browser: Browser;

    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: chromiumPath!, args: chromiumArguments });
    });
    afterAll(() => browser?.close());

    it("is retried by a button, and a copy of the retry by another", async () => {
      const [jobId] = await expired("A soup by button");
      const page = await browser.newPage();
      const [user] = stack.demo.users;
      await page.goto(`${stack.url}/#/jobs/${jobId}`);
      await page.getByLabel("E-mail address").fill(user!.email);
      await page.getByLabel("Password").fill(user!.password);
      await page.getByRole("button", { name: "Log in" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "Retry" }).click();
      await dialog.getByRole("status").getByRole("link").click();
      await dialog.locator('[data-event="PrintCompleted"]').waitFor({ timeout: 30_000 });
      expect(await paper("A soup by button")).toBe(1);
      await dialog.getByRole("button", { name: "Print a copy" }).click();
      await dialog.getByRole("status").getByRole("link").click();
      await dialog.locator('[data-event="PrintCompleted"]').waitFor({ timeout: 30_000 });
      expect(await dialog.getByText("Copy of").isVisible()).toBe(true);
      expect(await paper("A soup by button")).toBe(2);
    });
  });
});
