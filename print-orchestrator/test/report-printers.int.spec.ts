/** A bug here would look like: a printer that nobody has any more and that takes jobs, or one that is back and takes none. */
import {
  FLEET_LOG,
  headers,
  subjects,
  type PrinterDescription,
  type PrinterState,
} from "@printermaster/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { knownPrinters } from "../src/fleet/adapters/known-printers.ts";
import type { FleetLog } from "../src/fleet/app/ports.ts";
import { reportPrinters } from "../src/fleet/app/report-printers.ts";
import { newId, startBroker, type Broker } from "./broker.ts";

describe("what an agent tells of its printers", () => {
  let broker: Broker;
  beforeAll(async () => void (broker = await startBroker()));
  afterAll(() => broker.stop());

  const printer = (printerId: string, over: Partial<PrinterDescription> = {}) =>
    ({
      printerId,
      name: printerId,
      kind: "tcp",
      columns: 48,
      state: "idle",
      reasons: [],
      ...over,
    }) as const satisfies PrinterDescription;
  const emptyOut = (printerId: string) =>
    printer(printerId, { state: "stopped", reasons: ["media-empty"] });

  /** An agent of its own, and printers named after it. */
  async function agentWith(...names: string[]) {
    const agentId = newId();
    const session = newId();
    const own = names.map((name) => `${name}${agentId}`);
    const answer = await broker.hello({ agentId, session, printers: own.map((id) => printer(id)) });
    expect(answer).toMatchObject({ ok: true });
    return { agentId, session, own };
  }
  type Agent = Awaited<ReturnType<typeof agentWith>>;

  const report = (
    { agentId, session }: Agent,
    number: number,
    printers: PrinterDescription[],
    fleet: FleetLog = broker.fleet.fleet,
  ) =>
    reportPrinters({ ...broker.fleet, fleet }, "demo", "oldtown", {
      agentId,
      session,
      number,
      printers,
    });
  const stateOf = async (printerId: string): Promise<PrinterState | undefined> =>
    (await broker.fleet.fleet.printer("demo", "oldtown", printerId)).state;
  const namedBy = async ({ agentId }: Agent) =>
    (await broker.fleet.fleet.agent("demo", "oldtown", agentId)).state?.printers;
  const lastType = async (printerId: string) => {
    const subject = subjects.fleetPrinter("demo", "oldtown", printerId);
    return (await broker.streams.last(FLEET_LOG, subject))?.header.get(headers.type);
  };

  it("is a fact of each printer: discovered, changed, removed, discovered again", async () => {
    const agent = await agentWith("bar");
    const [bar = ""] = agent.own;
    expect(await lastType(bar)).toBe("PrinterDiscovered");
    await report(agent, 1, [emptyOut(bar), printer(`new${bar}`)]);
    expect(await stateOf(bar)).toMatchObject({ state: "stopped", reasons: ["media-empty"] });
    expect([await lastType(bar), await lastType(`new${bar}`)]).toEqual([
      "PrinterChanged",
      "PrinterDiscovered",
    ]);
    await report(agent, 2, [emptyOut(bar)]);
    expect([await lastType(bar), await lastType(`new${bar}`)]).toEqual([
      "PrinterChanged",
      "PrinterRemoved",
    ]);
    expect(await namedBy(agent)).toEqual([bar]);
    await report(agent, 3, [printer(bar), printer(`new${bar}`)]);
    expect(await stateOf(`new${bar}`)).toMatchObject({ removed: false });
  });

  it("leaves no event about a printer for which nothing is new", async () => {
    const agent = await agentWith("bar");
    const [bar = ""] = agent.own;
    const before = (await broker.fleet.fleet.printer("demo", "oldtown", bar)).sequence;
    await report(agent, 1, [printer(bar, { state: "processing" })]);
    await report(agent, 1, [printer(bar)]);
    expect((await broker.fleet.fleet.printer("demo", "oldtown", bar)).sequence).toBe(before);
  });

  it("in its hello removes what it had named before and names no more", async () => {
    const agent = await agentWith("bar", "kitchen");
    const [bar = "", kitchen = ""] = agent.own;
    const session = newId();
    await broker.hello({ agentId: agent.agentId, session, printers: [printer(bar)] });
    expect(await stateOf(kitchen)).toMatchObject({ removed: true });
    expect(await stateOf(bar)).toMatchObject({ removed: false });
    expect(await namedBy(agent)).toEqual([bar]);
  });

  it("removes no printer that has moved to another agent", async () => {
    const [first, second] = [await agentWith("bar"), await agentWith("kitchen")];
    const [bar = ""] = first.own;
    await report(second, 1, [printer(bar), ...second.own.map((id) => printer(id))]);
    await report(first, 1, []);
    expect(await stateOf(bar)).toMatchObject({ removed: false, agentId: second.agentId });
  });

  it("gives back a printer that a late word had taken from the agent that has it", async () => {
    const [first, second] = [await agentWith("bar"), await agentWith("kitchen")];
    const [bar = ""] = first.own;
    await report(second, 1, [emptyOut(bar)]);
    await report(second, 2, []);
    const back = { removed: false, agentId: first.agentId, state: "idle", reasons: [] };
    expect(await stateOf(bar)).toMatchObject(back);
    await report(second, 3, [printer(bar)]);
    await report(first, 1, []);
    await report(second, 4, []);
    expect(await stateOf(bar)).toMatchObject({ removed: true, agentId: second.agentId });
  });

  it("is refused from a session that another has replaced", async () => {
    const agent = await agentWith("bar");
    const [bar = ""] = agent.own;
    await broker.hello({ agentId: agent.agentId, session: newId(), printers: [printer(bar)] });
    expect(await report(agent, 1, [])).toMatchObject({ error: { code: "stale-session" } });
    expect(await stateOf(bar)).toMatchObject({ removed: false });
  });

  it("is finished by its repetition, whoever died in the middle", async () => {
    const agent = await agentWith("bar", "kitchen");
    const [bar = "", kitchen = ""] = agent.own;
    const dying: FleetLog = {
      ...broker.fleet.fleet,
      appendPrinter: () => Promise.reject(new Error("killed")),
    };
    await expect(report(agent, 1, [emptyOut(bar)], dying)).rejects.toThrow("killed");
    expect(await stateOf(kitchen)).toMatchObject({ removed: false });
    expect(await report(agent, 1, [emptyOut(bar)])).toMatchObject({ ok: true });
    expect(await stateOf(kitchen)).toMatchObject({ removed: true });
    expect(await stateOf(bar)).toMatchObject({ state: "stopped" });
    expect(await namedBy(agent)).toEqual([bar]);
  });

  it("is not undone by a process that was paused with an older account in its hands", async () => {
    const agent = await agentWith("bar");
    const [bar = ""] = agent.own;
    const { promise: thawed, resolve: thaw } = Promise.withResolvers<void>();
    const { promise: frozen, resolve: freeze } = Promise.withResolvers<void>();
    const pausing: FleetLog = {
      ...broker.fleet.fleet,
      printer: async (...of) => {
        freeze();
        await thawed;
        return broker.fleet.fleet.printer(...of);
      },
    };
    const older = report(agent, 1, [emptyOut(bar)], pausing);
    await frozen;
    await report(agent, 1, [emptyOut(bar)]);
    await report(agent, 2, [printer(bar)]);
    thaw();
    expect(await older).toMatchObject({ error: { code: "stale-session" } });
    expect(await stateOf(bar)).toMatchObject({ state: "idle", reasons: [] });
  });

  it("is not undone by a word that was on its way while a later account found nothing new", async () => {
    const agent = await agentWith("bar");
    const [bar = ""] = agent.own;
    const { promise: sent, resolve: send } = Promise.withResolvers<void>();
    const { promise: slow, resolve: arrive } = Promise.withResolvers<void>();
    const delaying: FleetLog = {
      ...broker.fleet.fleet,
      appendPrinter: async (...word) => {
        send();
        await slow;
        return broker.fleet.fleet.appendPrinter(...word);
      },
    };
    const older = report(agent, 1, [emptyOut(bar)], delaying);
    await sent;
    const session = newId();
    await broker.hello({ agentId: agent.agentId, session, printers: [printer(bar)] });
    arrive();
    expect(await older).toMatchObject({ error: { code: "stale-session" } });
    expect(await stateOf(bar)).toMatchObject({ state: "idle" });
  });

  it("leaves nothing but its claim, when a hello brings nothing new", async () => {
    const agent = await agentWith("bar");
    const before = await broker.streams.lastSequence(FLEET_LOG);
    const printers = agent.own.map((id) => printer(id));
    await broker.hello({ agentId: agent.agentId, session: newId(), printers });
    expect((await broker.streams.lastSequence(FLEET_LOG)) - before).toBe(1);
  });

  it("decides within seconds, at every orchestrator, who may submit to it", async () => {
    const agent = await agentWith("bar");
    const [bar = ""] = agent.own;
    let nowMs = 0;
    let reads = 0;
    const counted: FleetLog = {
      ...broker.fleet.fleet,
      printer: (...of) => (reads++, broker.fleet.fleet.printer(...of)),
    };
    const known = knownPrinters(counted, () => nowMs);
    const exists = () => known.exists("demo", "oldtown", bar);
    for (let n = 0; n < 100; n++) expect(await exists()).toBe(true);
    expect(reads).toBe(1);
    await report(agent, 1, []);
    nowMs += 5000;
    expect(await exists()).toBe(false);
    const refusal = { ok: false, error: { code: "unknown-printer" } };
    expect(await broker.submit(`to ${bar}`, { printerId: bar })).toMatchObject(refusal);
    await report(agent, 2, [printer(bar)]);
    expect(await exists()).toBe(true);
    expect(await broker.submit(`to ${bar}`, { printerId: bar })).toMatchObject({ ok: true });
  });
});
