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
