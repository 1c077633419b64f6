import { describe, expect, it } from "vitest";
import { Flow } from "../src/flow/app/flow.ts";
import { brokerEvent } from "../src/flow/domain/broker-events.ts";
import { withSuspicions, type Sample } from "../src/flow/domain/suspicions.ts";

describe("the flow", () => {
  const told: unknown[] = [];
  let now = 0;
  const flow = new Flow({
    gateway: "gateway-1",
    now: () => new Date(now),
    publish: (company, event) => told.push([company, event]),
  });
  const joined = { over: "socket", direction: "in", name: "joinBranch" } as const;

  it("is told of companies that somebody watches, until nobody says so any more", () => {
    flow.tell("acme", joined, {});
    expect(flow.watched).toBe(false);
    flow.watch("acme");
    flow.tell("acme", joined, { branchId: "north" });
    flow.tell("bravo", joined, { branchId: "north" });
    expect(told).toEqual([
      ["acme", { at: "1970-01-01T00:00:00.000Z", gateway: "gateway-1", ...joined, bytes: 20 }],
    ]);
    now = 6000;
    flow.tell("acme", joined, {});
    expect(told).toHaveLength(1);
    expect(flow.watched).toBe(false);
  });
});

describe("a message on the broker is called", () => {
  it.each([
    ["print.v1.36.cmd.acme.north.submit.c-1", "command submit", "c-1"],
    ["print.v1.36.query.acme.jobs.c-2", "query jobs", "c-2"],
    ["print.v1.36.agent.acme.north.till1.job", "agent job", undefined],
    ["live.print.v1.36.evt.acme.north.job.job1", "PrintCompleted", undefined],
    ["live.print.v1.36.step.acme.north.job.job1", "step", undefined],
    ["live.fleet.v1.36.alert.acme.north.agent.till1", "alert", undefined],
  ])("%s: %s", (subject, name, correlationId) => {
    expect(brokerEvent(subject, "PrintCompleted")).toMatchObject({ name });
    expect(brokerEvent(subject, "PrintCompleted")?.correlationId).toBe(correlationId);
  });

  it("nothing at all where its subject says nothing to us", () => {
    expect(brokerEvent("print.v1.36.agent.acme", undefined)).toBeUndefined();
    expect(brokerEvent("live.print.v1", undefined)).toBeUndefined();
  });
});

describe("a listener is suspected", () => {
  const sample = (count: number, sockets = 10, mostOnOne = 1): Sample => ({
    sockets,
    counts: [{ on: "engine", event: "close", count, mostOnOne }],
  });
  const suspicion = (...samples: Sample[]) =>
    withSuspicions(samples.slice(0, -1), samples.at(-1)!)[0]?.suspicion;

  it("when one has too many of it", () => {
    expect(suspicion(sample(11, 10, 11))).toBe("too-many-on-one");
    expect(suspicion(sample(10, 10, 10))).toBeUndefined();
  });

  it("when there are more of it each time, and not more sockets", () => {
    expect(suspicion(...[1, 2, 3, 4, 5, 6].map((count) => sample(count)))).toBe("growing");
    expect(suspicion(...[1, 2, 3, 3, 5, 6].map((count) => sample(count)))).toBeUndefined();
    expect(suspicion(...[2, 3, 4, 5, 6].map((count) => sample(count)))).toBeUndefined();
    expect(suspicion(...[1, 2, 3, 4, 5, 6].map((n) => sample(n, 10 + n)))).toBeUndefined();
  });
});
