import { describe, expect, test } from "vitest";
import { ConnectedAgents } from "../src/presence/app/connected-agents.ts";
import { desktopHealth, healthOfDevice } from "../src/presence/app/desktop-health.ts";
import { connectionQuality } from "@printermaster/contracts";
import type { UserPrincipal } from "../src/domain/principal.ts";

describe("the quality of a connection", () => {
  test.each([
    ["excellent", { latency: undefined, silences: 0, reconnections: 0 }],
    ["excellent", { latency: 100, silences: 0, reconnections: 0 }],
    ["good", { latency: 101, silences: 0, reconnections: 0 }],
    ["good", { latency: 20, silences: 1, reconnections: 2 }],
    ["fair", { latency: 20, silences: 2, reconnections: 0 }],
    ["fair", { latency: 20, silences: 0, reconnections: 3 }],
    ["fair", { latency: 600, silences: 0, reconnections: 6 }],
    ["poor", { latency: 601, silences: 0, reconnections: 0 }],
    ["poor", { latency: 20, silences: 0, reconnections: 7 }],
  ])("is %s at %j", (quality, signs) => expect(connectionQuality(signs)).toBe(quality));
});

describe("what gateways know of agents", () => {
  const agent = (agentId: string, branch = "north") =>
    ({ kind: "agent", agentId, company: "acme", branch }) as const;
  const user = { company: "acme", branches: [{ id: "north", name: "North" }] } as unknown;

  test("is told of the asked branches, with silences counted for ten minutes", () => {
    let now = 0;
    const agents = new ConnectedAgents("gw", () => now);
    const till = agents.add(agent("till1"), () => "websocket");
    agents.add(agent("till2", "south"), () => "polling");
    till.silent();
    till.pinged(10);
    expect(agents.healthOf("acme", ["north"])).toMatchObject([
      { deviceId: "till1", connectionQuality: "good", averageLatency: 10, cpu: null },
    ]);
    now = 601_000;
    expect(agents.healthOf("acme", ["north"])).toMatchObject([
      { connectionQuality: "excellent", connectedFor: 601 },
    ]);
    agents.remove(till);
    expect(agents.healthOf("acme", ["north"])).toEqual([]);
    expect(agents.healthOf("other", ["north"])).toEqual([]);
  });

  test("counts an agent once, by its youngest connection", async () => {
    const told = (gateway: string, connectedForMs: number) => {
      let now = 0;
      const agents = new ConnectedAgents(gateway, () => now);
      agents.add(agent("till1"), () => "websocket");
      now = connectedForMs;
      return agents.healthOf("acme", ["north"]);
    };
    const agentHealth = async () => [...told("frozen", 90_000), ...told("alive", 5000)];
    const health = await desktopHealth({ agentHealth }, user as UserPrincipal);
    expect(health).toMatchObject({
      totalClients: 1,
      summary: { excellent: 1, good: 0, fair: 0, poor: 0 },
      healthMetrics: [{ deviceId: "till1", gateway: "alive" }],
    });
    const one = await healthOfDevice({ agentHealth }, user as UserPrincipal, "till9");
    expect(one).toMatchObject({ ok: false, error: { code: "unknown-device" } });
  });
});
