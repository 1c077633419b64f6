import { describe, expect, it } from "vitest";
import { shortfallsOf, tableOf, type IdleAgentsResults } from "../src/idle-agents/results.ts";

const quiet = { heard: 40, heardWithout: 41, cpuMs: 30, cpuMsWithout: 30 };

const good: IdleAgentsResults = {
  at: "2026-01-01T00:00:00.000Z",
  machine: {
    cpu: "A processor",
    cores: 2,
    memoryGb: 8,
    system: "linux 1",
    node: "24",
    natsServer: "2",
  },
  agents: 10_000,
  entrance: { seconds: 50, perSecond: 200, cpuMs: 2 },
  idle: {
    empty: { asItRanKb: 268 * 1024, collectedKb: 126 * 1024 },
    full: { asItRanKb: 503 * 1024, collectedKb: 321 * 1024 },
    kbPerAgent: { asItRanKb: 24.06, collectedKb: 19.97 },
    subscriptionsPerAgent: 2,
    windowSeconds: 30,
    cpuShare: 0.081,
    lost: 0,
  },
  broadcasts: {
    broadcasts: 750,
    told: 750,
    toldElsewhere: 0,
    gateways: [{ heard: 6338, heardWithout: 655, cpuMs: 2430, cpuMsWithout: 710 }, quiet, quiet],
  },
};

describe("a run with idle agents", () => {
  it("is as it should be while each promise is kept", () => {
    expect(shortfallsOf(good)).toEqual([]);
    expect(tableOf(good)).toContain("24.1 KB an agent");
    expect(tableOf(good)).toContain("20.0 KB an agent");
  });

  it("names each promise that is not kept", () => {
    const { idle, broadcasts } = good;
    const [own] = broadcasts.gateways;
    const dear = {
      ...idle,
      kbPerAgent: { asItRanKb: 35.1, collectedKb: 20 },
      cpuShare: 0.151,
      lost: 1,
    };
    const woken = { ...broadcasts, told: 749, gateways: [own!, { ...quiet, heard: 790 }, quiet] };
    expect(shortfallsOf({ ...good, idle: dear, broadcasts: woken })).toHaveLength(5);
    const astray = { ...broadcasts, toldElsewhere: 1 };
    expect(shortfallsOf({ ...good, broadcasts: astray })).toEqual([
      "others were told what is not theirs",
    ]);
  });
});
