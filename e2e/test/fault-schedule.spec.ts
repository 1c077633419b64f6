import { describe, expect, it } from "vitest";
import { nameOf } from "../faults/nemesis/fault.ts";
import { kinds, schedule } from "../faults/nemesis/schedule.ts";

const targets = {
  gateways: ["gateway-1", "gateway-2"],
  orchestrators: ["orchestrator-1", "orchestrator-2"],
  agents: ["agent-1", "agent-2"],
  links: ["agent-1 → balancer", "gateway-1 → nats"],
  printers: ["printer1", "printer2"],
};
const lengths = { aloneEveryMs: 100, longestMs: 3000, togetherMs: 5000, togetherEveryMs: 200 };

describe("the schedule of faults", () => {
  it("is the same for the same seed, and another for another", () => {
    expect(schedule(7, targets, lengths)).toEqual(schedule(7, targets, lengths));
    expect(schedule(8, targets, lengths)).not.toEqual(schedule(7, targets, lengths));
  });

  it("does each kind alone first, then some of them together", () => {
    const plan = schedule(7, targets, lengths);
    const alone = Object.keys(kinds).length;
    expect(new Set(plan.slice(0, alone).map(({ fault }) => nameOf(fault))).size).toBe(alone);
    expect(plan.length).toBeGreaterThan(alone + 10);
    expect(plan.map(({ atMs }) => atMs)).toEqual(
      plan.map(({ atMs }) => atMs).toSorted((a, b) => a - b),
    );
  });

  it("hurts only what there is", () => {
    const there = JSON.stringify(targets) + "nats postgres";
    for (const { fault } of schedule(7, targets, lengths))
      if (fault.kind === "kill" || fault.kind === "freeze")
        for (const name of fault.processes) expect(there).toContain(name);
  });
});
