import type { RegisterAgent } from "@printermaster/contracts";
import { describe, expect, it } from "vitest";
import { agent, type AgentCommand, type AgentEvent } from "../src/fleet/domain/agent.ts";
import { specification } from "./given.ts";

const given = specification(agent);
const at = "2026-11-21T10:00:00.000Z";
const hello: RegisterAgent = {
  protocol: 1,
  installationId: "install1",
  spoolId: "spool1",
  counter: 5,
  appVersion: "1.0.0",
  printers: [],
  openWork: [],
  agentId: "agent1",
  session: "s1",
  gateway: "gateway-1",
};
const claim = (over: Partial<RegisterAgent> = {}): AgentCommand => ({
  type: "ClaimSession",
  at,
  company: "demo",
  branch: "oldtown",
  hello: { ...hello, ...over },
});
const release = (session: string): AgentCommand => ({ type: "ReleaseSession", at, session });

function connected(over: Partial<RegisterAgent> = {}): AgentEvent {
  const decision = agent.decide(agent.initial, claim(over));
  if (!("events" in decision) || !decision.events[0]) throw new Error("not claimed");
  return decision.events[0];
}
const gone: AgentEvent = { type: "AgentDisconnected", at, data: { session: "s1" } };

describe("an agent", () => {
  it("claims a session with its hello", () => {
    given().when(claim()).emits({ type: "AgentConnected" });
  });

  it("that connects again supersedes its own session", () => {
    given(connected())
      .when(claim({ session: "s2" }))
      .emits({ type: "AgentConnected" });
  });

  it("is refused while another installation holds its id", () => {
    const stranger = claim({ session: "s2", installationId: "install2" });
    given(connected()).when(stranger).refuses("second-installation");
    given(connected(), gone).when(stranger).emits({ type: "AgentConnected" });
  });

  it("is not disconnected by the end of a session that another replaced", () => {
    given(connected(), connected({ session: "s2" }))
      .when(release("s1"))
      .changesNothing();
    given(connected()).when(release("s1")).emits({ type: "AgentDisconnected" });
  });

  it("whose disk is found to be an older copy is in the next generation of its spool, once", () => {
    const restore = (over = {}): AgentCommand => ({
      type: "RestoreSpool",
      at,
      session: "s1",
      spoolGeneration: 1,
      ...over,
    });
    const restored: AgentEvent = {
      type: "AgentSpoolRestored",
      at,
      data: { session: "s1", spoolGeneration: 2 },
    };
    given(connected()).when(restore()).emits(restored);
    given(connected(), gone).when(restore()).emits(restored);
    given(connected(), restored).when(restore()).changesNothing();
    given(connected(), connected({ session: "s2" }))
      .when(restore())
      .changesNothing();
    given().when(restore()).changesNothing();
    const state = [connected(), restored].reduce(agent.evolve, agent.initial);
    expect(state).toMatchObject({ session: "s1", spoolGeneration: 2, connected: true });
    const next = agent.decide(state, claim({ session: "s2" }));
    expect(next).toMatchObject({ events: [{ data: { spoolGeneration: 2 } }] });
  });

  it.each([
    ["the same disk", { counter: 6 }, 1],
    ["a new spool", { spoolId: "spool2" }, 2],
    ["an older copy of its spool", { counter: 4 }, 2],
  ])("that comes back with %s is in the right generation of its spool", (_, over, generation) => {
    const decision = agent.decide(
      agent.evolve(agent.initial, connected()),
      claim({ session: "s2", ...over }),
    );
    expect(decision).toMatchObject({ events: [{ data: { spoolGeneration: generation } }] });
  });

  it("that was not connected is not disconnected", () => {
    given().when(release("s1")).changesNothing();
    given(connected(), gone).when(release("s1")).changesNothing();
  });

  it("is told with the printers that it named", () => {
    const printers = [{ printerId: "p1" }, { printerId: "p2" }] as RegisterAgent["printers"];
    given()
      .when(claim({ printers }))
      .emits({ data: connected({ printers }).data });
    expect(connected({ printers }).data).toMatchObject({ printers: ["p1", "p2"] });
  });

  it("keeps what is known of it when it leaves", () => {
    const left = [connected(), gone].reduce(agent.evolve, agent.initial);
    expect(left).toMatchObject({ connected: false, session: "s1", spoolId: "spool1", counter: 5 });
  });
});

describe("an agent's printers", () => {
  const told = (number: number, settled: boolean, ...printers: string[]): AgentEvent => ({
    type: "AgentPrintersNamed",
    at,
    data: { number, printers, settled },
  });
  const named = (number: number, ...printers: string[]) => told(number, false, ...printers);
  const settled = (number: number, ...printers: string[]) => told(number, true, ...printers);
  const account = (number: number, printers: string[]) => ({ at, session: "s1", number, printers });
  const name = (number: number, ...printers: string[]): AgentCommand => ({
    type: "NamePrinters",
    ...account(number, printers),
  });
  const settle = (number: number, ...printers: string[]): AgentCommand => ({
    type: "SettlePrinters",
    ...account(number, printers),
  });
  const printers = [{ printerId: "bar" }, { printerId: "kitchen" }] as RegisterAgent["printers"];
  const withTwo = connected({ printers });

  it("stay named until they are removed, so that nobody's death leaves one behind", () => {
    given(withTwo)
      .when(name(1, "bar"))
      .emits({ data: { number: 1, printers: ["bar", "kitchen"], settled: false } });
    given(withTwo, named(1, "bar", "kitchen"))
      .when(settle(1, "bar"))
      .emits({ data: { number: 1, printers: ["bar"], settled: true } });
    given(withTwo)
      .when(claim({ session: "s2", printers: printers.slice(1) }))
      .emits({ type: "AgentConnected", data: { session: "s2", printers: ["kitchen", "bar"] } });
  });

  it("are told once, however often they are asked to be", () => {
    given(withTwo, named(1, "bar", "kitchen"))
      .when(name(1, "bar", "kitchen"))
      .changesNothing();
    given(withTwo, named(1, "bar"), settled(1, "bar")).when(settle(1, "bar")).changesNothing();
  });

  it("are counted even where their names stay the same, as an older account must not come after", () => {
    given(withTwo)
      .when(name(1, "bar", "kitchen"))
      .emits({ type: "AgentPrintersNamed", data: { number: 1, printers: ["bar", "kitchen"] } });
    given(withTwo, named(2, "bar"))
      .when(name(1, "bar", "kitchen"))
      .refuses("stale-session");
    given(withTwo, named(2, "bar")).when(settle(1, "bar")).refuses("stale-session");
  });

  it("are unsettled over a new connection, until its own account is settled", () => {
    const again = claim({ session: "s2", printers });
    given(withTwo, named(1, "bar", "kitchen"))
      .when(again)
      .emits({ data: { printersUnsettled: true } });
    const done = given(withTwo, named(1, "bar", "kitchen"), settled(1, "bar", "kitchen"));
    done.when(again).emits({ type: "AgentConnected" });
    const state = [withTwo, named(1, "bar"), settled(1, "bar")].reduce(agent.evolve, agent.initial);
    expect(agent.decide(state, again)).not.toMatchObject({
      events: [{ data: { printersUnsettled: true } }],
    });
  });

  it("are not told by a session that another replaced, nor by one that is over", () => {
    given(withTwo, connected({ session: "s2" }))
      .when(name(1))
      .refuses("stale-session");
    given(withTwo, gone).when(name(1)).refuses("stale-session");
    given().when(name(1)).refuses("stale-session");
  });

  it("are not set back by a hello that is heard once more", () => {
    given(withTwo, named(1, "bar")).when(claim({ printers })).changesNothing();
    given(withTwo, gone).when(claim({ printers })).refuses("stale-session");
  });
});
