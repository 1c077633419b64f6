/** A bug here would look like: an owner who sees what another company does, or what anybody has printed. */
import {
  accepted,
  AuditPage,
  FlowEvent,
  ListenersReport,
  refused,
  slotOf,
} from "@printermaster/contracts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { agentAuth, connected, helloOf, startWorld, type World } from "./world/world.ts";

let world: World;
let owner: Record<string, string>;
let staff: Record<string, string>;
beforeAll(async () => {
  world = await startWorld();
  owner = { authorization: `Bearer ${await world.tokenOf("owner@acme.test")}` };
  staff = { authorization: `Bearer ${await world.tokenOf("anna@acme.test")}` };
});
afterAll(() => world?.stop());

/** What is told on the stream from now on. */
async function watch(query = "") {
  const ended = new AbortController();
  const response = await world.call(`/v1/admin/socket-logs${query}`, {
    headers: owner,
    signal: ended.signal,
  });
  const told: FlowEvent[] = [];
  let text = "";
  void (async () => {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      for (const [, data = ""] of text.matchAll(/event: flow\ndata: (.*)\n\n/g))
        told.push(FlowEvent.parse(JSON.parse(data)));
      text = text.slice(text.lastIndexOf("\n\n") + 2);
    }
  })().catch(() => undefined);
  return { status: response.status, told, end: () => ended.abort() };
}

describe("what goes on", () => {
  it("is told to whoever watches: what sockets say, how large, how long, and never the words", async () => {
    world.broker.on("cancel", () => accepted({ came: "in-time", job: {} }));
    const { told, end } = await watch();
    const socket = world.connect({ token: owner["authorization"]!.slice(7) });
    await connected(socket);
    // The gateway hears of the first watcher by the broker.
    await vi.waitUntil(async () => {
      await socket.emitWithAck("joinBranch", { branchId: "north", secret: "words" });
      return told.some(({ name }) => name === "joinBranch");
    });
    const event = told.find(({ name }) => name === "joinBranch");
    expect(event).toMatchObject({
      gateway: "gw-test",
      over: "socket",
      direction: "in",
      peer: "user Olga",
      branch: "north",
      bytes: 37,
      outcome: "ok",
    });
    expect(JSON.stringify(told)).not.toContain("words");
    end();
  });

  it("shows a command on the broker under the correlation id of the click", async () => {
    const { told, end } = await watch("?correlationId=click-7");
    const agent = world.connect(agentAuth());
    await connected(agent);
    world.broker.on("hello", () => accepted({ session: "s" }));
    void agent.emit("agent:hello", helloOf());
    world.broker.on("submit", () => refused("log-full"));
    await world.post(
      "/v1/jobs",
      { printerId: "bar", branchId: "north", document: { kind: "text", text: "Hush" } },
      { ...owner, "idempotency-key": "flow-1", "x-correlation-id": "click-7" },
    );
    await vi.waitUntil(() => told.length > 0);
    expect(told[0]).toMatchObject({ over: "broker", name: "command submit", branch: "north" });
    expect(told.every(({ correlationId }) => correlationId === "click-7")).toBe(true);
    end();
  });

  it("is not told of another company", async () => {
    const { told, end } = await watch("?over=broker");
    const say = (company: string) =>
      world.broker.nats.publish(
        `print.v1.${slotOf(company)}.cmd.${company}.north.bye.c-${company}`,
        "{}",
      );
    await vi.waitUntil(async () => {
      say("bravo");
      say("acme");
      await world.broker.nats.flush();
      return told.length > 0;
    });
    expect(JSON.stringify(told)).not.toContain("bravo");
    end();
  });

  it("costs no subscription when nobody looks any more", async () => {
    const count = async () => {
      const response = await world.call("/v1/admin/listeners", { headers: owner });
      const [gateway] = ListenersReport.parse(await response.json()).gateways;
      return gateway!.listeners
        .filter(({ on }) => on === "broker")
        .reduce((n, l) => n + l.count, 0);
    };
    await vi.waitUntil(async () => (await count()) === (await count()));
    const before = await count();
    const { end } = await watch();
    expect(await count()).toBe(before + 6);
    end();
    await vi.waitUntil(async () => (await count()) === before);
  });

  it.each(["/v1/admin/socket-logs", "/v1/admin/listeners", "/v1/audit"])(
    "%s is for owners and support, and for nobody else",
    async (path) => {
      expect((await world.call(path)).status).toBe(401);
      const response = await world.call(path, { headers: staff });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ code: "forbidden" });
    },
  );
});

describe("listeners", () => {
  it("are counted, and those that look like a leak are named", async () => {
    const leak = () => undefined;
    process.setMaxListeners(20);
    for (let n = 0; n < 12; n++) process.on("SIGUSR2", leak);
    const response = await world.call("/v1/admin/listeners", { headers: owner });
    process.removeAllListeners("SIGUSR2");
    process.setMaxListeners(10);
    const [gateway] = ListenersReport.parse(await response.json()).gateways;
    expect(gateway?.gateway).toBe("gw-test");
    expect(gateway?.listeners).toContainEqual({
      on: "process",
      event: "SIGUSR2",
      count: 12,
      mostOnOne: 12,
      suspicion: "too-many-on-one",
    });
    const ours = gateway?.listeners.filter(({ on }) => on === "socket" || on === "connection");
    expect(ours?.length).toBeGreaterThan(5);
    expect(ours?.filter(({ suspicion }) => suspicion)).toEqual([]);
  });
});

describe("the audit log", () => {
  const page = async (query = "") => {
    const response = await world.call(`/v1/audit${query}`, { headers: owner });
    return AuditPage.parse(await response.json());
  };

  it("begins at a number, and nothing is none", async () => {
    const answer = await world.call("/v1/audit?after=", { headers: owner });
    expect(answer.status).toBe(400);
  });

  it("has who did what, page by page, and its own reading too", async () => {
    world.broker.on("job", () => refused("unknown-job"));
    world.broker.on("discard", () => refused("unknown-job"));
    for (const job of ["job1", "job2", "job3"])
      await (await world.post(`/v1/jobs/${job}/discard`, {}, owner)).text();
    const all = await vi.waitUntil(async () => {
      const found = await page("?action=dead-letter-discard");
      return found.entries.length === 3 && found;
    });
    expect(all.entries[0]).toMatchObject({
      action: "dead-letter-discard",
      actor: { kind: "user", name: "Olga" },
      target: "job1",
      outcome: "unknown-job",
    });
    const first = await page("?action=dead-letter-discard&limit=2");
    const second = await page(`?action=dead-letter-discard&limit=2&after=${first.next}`);
    expect([...first.entries, ...second.entries]).toEqual(all.entries);
    expect(second.next).toBeUndefined();
    expect((await page()).entries.map(({ action }) => action)).toContain("audit-read");
  });
});
