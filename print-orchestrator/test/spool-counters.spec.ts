/** A bug here would look like: a restored disk that is believed, or a sound one whose jobs are called unconfirmed. */
import type { AgentState, JobState } from "@printermaster/contracts";
import { beforeEach, describe, expect, it } from "vitest";
import { SpoolCounters } from "../src/saga/domain/spool-counters.ts";

const agent = (session: string, counter: number, spoolGeneration = 1): AgentState => ({
  agentId: "agent1",
  company: "demo",
  branch: "oldtown",
  connected: true,
  session,
  installationId: "install1",
  spoolId: "spool1",
  counter,
  spoolGeneration,
  appVersion: "1.0.0",
  gateway: "gateway-1",
  since: "2026-11-21T10:00:00.000Z",
  printers: [],
});
const job = (spoolToldBy: string, spoolCounter: number, spoolGeneration = 1) =>
  ({
    company: "demo",
    branch: "oldtown",
    agentId: "agent1",
    spoolGeneration,
    spoolCounter,
    spoolToldBy,
  }) as JobState;

describe("a session's disk", () => {
  let spools: SpoolCounters;
  beforeEach(() => (spools = new SpoolCounters()));

  it("is older when an earlier session's acknowledgement told more than its hello", () => {
    spools.sawAgent(agent("s1", 4));
    spools.answered(agent("s1", 4), 9);
    expect(spools.isOlderThanHeard(agent("s2", 8))).toBe(true);
    expect(spools.isOlderThanHeard(agent("s2", 9))).toBe(false);
  });

  it("is older when the log tells of more", () => {
    spools.sawJob(job("s1", 9));
    expect(spools.isOlderThanHeard(agent("s2", 8))).toBe(true);
  });

  it("is not older than what its own session has told", () => {
    spools.sawAgent(agent("s2", 4));
    spools.answered(agent("s2", 4), 9);
    spools.sawJob(job("s2", 12));
    expect(spools.isOlderThanHeard(agent("s2", 4))).toBe(false);
    expect(spools.ofSession(agent("s2", 4))).toBe(12);
  });

  it("is older also if its own session has told more than the earlier one since", () => {
    spools.sawJob(job("s1", 9));
    spools.sawJob(job("s2", 30));
    expect(spools.isOlderThanHeard(agent("s2", 8))).toBe(true);
  });

  it("is judged anew once the generation has risen", () => {
    spools.sawJob(job("s1", 9));
    spools.sawAgent(agent("s2", 8, 2));
    spools.sawJob(job("s1", 50));
    expect(spools.isOlderThanHeard(agent("s2", 8, 2))).toBe(false);
    expect(spools.isOlderThanHeard(agent("s3", 8, 2))).toBe(false);
    expect(spools.isOlderThanHeard(agent("s3", 7, 2))).toBe(true);
  });

  it("is older if another owner has ended its generation meanwhile", () => {
    spools.sawJob(job("s1", 9));
    spools.sawAgent(agent("s2", 8, 2));
    expect(spools.isOlderThanHeard(agent("s2", 8))).toBe(true);
  });

  it("is judged the same by an owner that begins with what another kept", () => {
    spools.sawJob(job("s1", 9));
    spools.sawJob(job("s2", 30));
    const next = new SpoolCounters();
    next.sawAgent(agent("s2", 8));
    next.restore(JSON.parse(JSON.stringify(spools.kept())));
    expect(next.isOlderThanHeard(agent("s2", 8))).toBe(true);
    expect(next.isOlderThanHeard(agent("s3", 29))).toBe(true);
    expect(next.isOlderThanHeard(agent("s3", 30))).toBe(false);
  });
});
