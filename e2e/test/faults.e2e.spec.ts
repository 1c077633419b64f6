/** A bug here would look like: an accepted job that never prints, or one that prints twice. */
import { DesktopHealth } from "@printermaster/contracts";
import type { Stack } from "@printermaster/infra";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AgentProcess } from "../src/agent-conformance/agent-process.ts";
import { PaperSink } from "../src/agent-conformance/paper-sink.ts";
import { Client } from "../src/client.ts";
import { freshStack } from "../src/fresh-stack.ts";
import { ticketsOf, ticketsWith } from "../src/paper.ts";
import { until } from "../src/patience.ts";
import { strictNetwork, type Treatment } from "../src/strict-network.ts";

const CONNECTED_WITHIN_MS = 8000;

describe("when processes die, or a network is strict", () => {
  let stack: Stack;
  let client: Client;
  let printerId: string;
  let branchId: string;

  beforeAll(async () => {
    stack = await freshStack({ gateways: 2, orchestrators: 2, agents: 1 });
    client = await Client.logIn(stack);
    ({ id: printerId, branchId } = stack.printers[0]!);
  });
  afterAll(() => stack?.stop());

  const order = (text: string) => ({ printerId, branchId, document: { kind: "text", text } });
  const idOf = (body: unknown) => (body as { job: { jobId: string } }).job.jobId;
  const completed = (jobId: string) =>
    until(
      `completion of ${jobId}`,
      async () => (await client.job(jobId)).job.status === "completed",
    );
  const paper = async (words: string) =>
    ticketsWith(await ticketsOf(stack, printerId), words).length;
  const ready = (name: string) =>
    until(`${name} ready again`, () =>
      stack.processes().some((process) => process.name === name && process.state === "ready"),
    );

  it("the same key at the same instant through two gateways is one ticket and two equal answers", async () => {
    const clients = await Promise.all(stack.gatewayUrls.map((url) => Client.logIn(stack, url)));
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all(
        clients.map((one) => one.submitByHttp(`same-${round}`, order(`Same ${round} end`))),
      );
      const ids = answers.map(({ body }) => idOf(body));
      expect(new Set(ids).size).toBe(1);
      expect(answers.map(({ status }) => `${status}`).sort()).toEqual(["200", "201"]);
      await completed(ids[0]!);
      expect(await paper(`Same ${round} end`)).toBe(1);
    }
  });

  it.each<Treatment>(["refused", "swallowed"])(
    "an agent whose WebSockets are %s prints through polling, connected within 8 s",
    async (treatment) => {
      const network = await strictNetwork(stack.url, treatment);
      const sink = new PaperSink();
      await sink.switchOn();
      const deviceId = `walled-${treatment}`.replace("-", "");
      const folder = await mkdtemp(join(tmpdir(), "pm-walled-"));
      const printer = { id: `${deviceId}1`, name: "Walled", kind: "tcp", host: "127.0.0.1" };
      const { company, licences } = stack.demo;
      const agent = new AgentProcess([process.execPath, "agent/dist/main.js"], {
        PM_GATEWAY_URLS: network.url,
        PM_COMPANY: company.id,
        PM_BRANCH: branchId,
        PM_DEVICE_ID: deviceId,
        PM_LICENSE_KEY: licences.find((licence) => licence.branchId === branchId)!.key,
        PM_DATA_DIR: folder,
        PM_PRINTERS: JSON.stringify([{ ...printer, port: sink.port }]),
        PM_INSTANCE: deviceId,
      });
      agent.start();
      try {
        const connectedAt = await until("its connection", async () => {
          const { body } = await client.http("GET", "/printing/desktop-health");
          const { healthMetrics } = DesktopHealth.parse(body);
          const found = healthMetrics.find((one) => one.deviceId === deviceId);
          return found?.transport === "polling" && performance.now();
        });
        expect(connectedAt - network.firstAt()!).toBeLessThan(CONNECTED_WITHIN_MS);
        const words = `Through a ${treatment} wall`;
        const document = { kind: "text", text: words };
        const body = { printerId: printer.id, branchId, document };
        const submitted = await client.submitByHttp(deviceId, body);
        await completed(idOf(submitted.body));
        expect(sink.countOf(words)).toBe(1);
        expect(network.upgrades()).toBeGreaterThan(0);
      } finally {
        await agent.end("SIGTERM");
        await sink.switchOff();
        network.stop();
        await rm(folder, { recursive: true, force: true });
      }
    },
  );

  it("a job for an absent agent is accepted, shown as waiting, and prints when it returns", async () => {
    await stack.kill("agent-1", "SIGKILL");
    await stack.halt("agent-1");
    const { status, body } = await client.submitByHttp("away", order("While you were away"));
    expect(status).toBe(201);
    const jobId = idOf(body);
    await until("the wait", async () => {
      const { job } = await client.job(jobId);
      return job.reason === "service-off-line";
    });
    await stack.restart("agent-1");
    await completed(jobId);
    expect(await paper("While you were away")).toBe(1);
  });

  it("a job that is canceled while it waits never prints, also when its agent returns", async () => {
    await stack.halt("agent-1");
    const waiting = await client.submitByHttp("cancel-1", order("Never mind this one"));
    const follower = await client.submitByHttp("cancel-2", order("But do print this one"));
    const jobId = idOf(waiting.body);
    const canceled = await client.http("POST", `/v1/jobs/${jobId}/cancel`);
    expect(canceled).toMatchObject({ status: 200, body: { came: "in-time", job: { jobId } } });
    await stack.restart("agent-1");
    await completed(idOf(follower.body));
    expect(await paper("Never mind this one")).toBe(0);
    const again = await client.http("POST", `/v1/jobs/${jobId}/cancel`);
    expect(again).toMatchObject({ status: 409, body: { code: "already-ended" } });
    const done = await client.http("POST", `/v1/jobs/${idOf(follower.body)}/cancel`);
    expect(done).toMatchObject({ status: 409, body: { code: "already-ended" } });
  });

  it.each(["orchestrator-1", "orchestrator-2"])(
    "what is submitted right after kill -9 of %s prints once, whoever takes over",
    async (name) => {
      await stack.kill(name, "SIGKILL");
      const { body } = await client.submitByHttp(`dead-${name}`, order(`After ${name} died`));
      await completed(idOf(body));
      expect(await paper(`After ${name} died`)).toBe(1);
      await ready(name);
    },
  );

  it("all orchestrators killed under load lose and double nothing", async () => {
    const submitted = Array.from({ length: 30 }, (_, n) =>
      client.submitByHttp(`load-${n}`, order(`Load ${n} end`)),
    );
    await Promise.all(
      ["orchestrator-1", "orchestrator-2"].map((name) => stack.kill(name, "SIGKILL")),
    );
    const replies = await Promise.all(submitted);
    for (const [n, reply] of replies.entries()) {
      // Not accepted is an answer too: the same key may be sent again.
      const { status, body } =
        reply.status === 503
          ? await client.submitByHttp(`load-${n}`, order(`Load ${n} end`))
          : reply;
      expect([200, 201]).toContain(status);
      await completed(idOf(body));
    }
    for (let n = 0; n < 30; n++) expect(await paper(`Load ${n} end`)).toBe(1);
  });

  it("a gateway killed while its agent prints changes nothing for the print", async () => {
    const submitted = await Promise.all(
      Array.from({ length: 10 }, (_, n) => client.submitByHttp(`gw-${n}`, order(`Gate ${n} end`))),
    );
    await stack.kill("gateway-1", "SIGKILL");
    await stack.kill("gateway-2", "SIGKILL");
    await Promise.all(["gateway-1", "gateway-2"].map(ready));
    for (const { body } of submitted) await completed(idOf(body));
    for (let n = 0; n < 10; n++) expect(await paper(`Gate ${n} end`)).toBe(1);
  });

  it("a broker that is killed keeps what was accepted, and everybody finds it again", async () => {
    await stack.halt("agent-1");
    const before = await client.submitByHttp("broker-1", order("Before the broker died"));
    expect(before.status).toBe(201);
    await stack.kill("nats", "SIGKILL");
    await ready("nats");
    await stack.restart("agent-1");
    await completed(idOf(before.body));
    const after = await client.submitByHttp("broker-2", order("After the broker died"));
    await completed(idOf(after.body));
    for (const words of ["Before the broker died", "After the broker died"])
      expect(await paper(words)).toBe(1);
  });

  it("Postgres away stops no print", async () => {
    await stack.kill("postgres", "SIGKILL");
    const { status, body } = await client.submitByHttp("no-db", order("No database"));
    expect(status).toBe(201);
    await completed(idOf(body));
    expect(await paper("No database")).toBe(1);
    await ready("postgres");
    await until("the projector's catching up", async () => {
      const { body: list } = await client.http("GET", "/v1/jobs?limit=1");
      return JSON.stringify(list).includes(idOf(body));
    });
  });
});
