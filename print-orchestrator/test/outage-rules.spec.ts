/** A bug here would look like: a drawer that opens twice, a job that wanders, or a wait that nobody can measure. */
import type { JobClass } from "@printermaster/contracts";
import { describe, expect, it } from "vitest";
import { branch } from "../src/fleet/domain/branch.ts";
import { printJob, type PrintCommand, type PrintEvent } from "../src/jobs/domain/print-job.ts";
import { specification } from "./given.ts";

const at = "2026-11-21T10:00:00.000Z";
const later = "2026-11-21T10:00:05.000Z";
const given = specification(printJob);

const submitted = (jobClass: JobClass): PrintEvent => ({
  type: "PrintSubmitted",
  at,
  data: {
    jobId: "job1",
    company: "demo",
    branch: "oldtown",
    correlationId: "c1",
    printerId: "printer1",
    class: jobClass,
    title: "",
    documentKind: "text",
    bodyHash: "hash",
    submittedBy: { kind: "service", id: "nats", name: "NATS client" },
    expiresAt: later,
  },
});
const held = (when = at): PrintEvent => ({
  type: "PrintHeld",
  at: when,
  data: { reason: "service-off-line" },
});
const route = { agentId: "agent1", session: "s1", spoolGeneration: 1 };
const dispatched: PrintEvent = { type: "PrintDispatched", at, data: { attempt: 1, ...route } };
const failure = { attempt: 1, code: "printer-unreachable", detail: "no" } as const;
const attemptFailed: PrintEvent = { type: "PrintAttemptFailed", at: later, data: failure };
const revoked: PrintEvent = { type: "PrintRevoked", at, data: { attempt: 1 } };
const rerouted: PrintEvent = {
  type: "PrintRerouted",
  at,
  data: { from: "printer1", fromName: "Bar", to: "printer2" },
};
const reroute: PrintCommand = {
  type: "ReroutePrint",
  at: later,
  fromName: "Bar",
  to: "printer2",
};
const dispatch = (printerId: string): PrintCommand => ({
  type: "DispatchPrint",
  at: later,
  ...route,
  printerId,
});
const failed: PrintCommand = {
  type: "RecordOutcome",
  at: later,
  agentId: "agent1",
  attempt: 1,
  outcome: { result: "failed", code: "printer-unreachable", detail: "no" },
};
const gaveBack: PrintCommand = {
  type: "AnswerRevoke",
  at: later,
  attempt: 1,
  revoked: true,
  state: undefined,
};
const stateOf = (...history: PrintEvent[]) => history.reduce(printJob.evolve, printJob.initial);

describe("a job goes to another printer", () => {
  const receipt = submitted("receipt");

  it("before its dispatch, or once its agent gave it back, and says for whom that one stands in", () => {
    const event = { type: "PrintRerouted", data: { from: "printer1", to: "printer2" } };
    given(receipt).when(reroute).emits(event);
    given(receipt, held()).when(reroute).emits(event);
    given(receipt, dispatched, revoked).when(reroute).emits(event);
    expect(stateOf(receipt, held(), rerouted)).toMatchObject({
      status: "pending",
      printerId: "printer2",
      standsInFor: { printerId: "printer1", name: "Bar" },
    });
  });

  it("never while an agent may have it", () => {
    given(receipt, dispatched).when(reroute).refuses("already-ended");
    given(receipt, dispatched, held()).when(reroute).refuses("already-ended");
  });

  it("once only", () => {
    given(receipt, rerouted)
      .when({ ...reroute, to: "printer3" })
      .changesNothing();
    given(receipt, rerouted)
      .when({ ...reroute, to: "printer1" })
      .changesNothing();
  });

  it("and is not dispatched in the turn of the first one", () => {
    given(receipt, rerouted).when(dispatch("printer1")).changesNothing();
    given(receipt, rerouted).when(dispatch("printer2")).emits({ type: "PrintDispatched" });
  });

  it("as another attempt, if it was given back", () => {
    given(receipt, dispatched, revoked, rerouted)
      .when(dispatch("printer2"))
      .emits({ type: "PrintDispatched", data: { attempt: 2, ...route } });
  });

  it("unless it is a test of its printer, or a kick of its drawer", () => {
    given(submitted("test"), held()).when(reroute).changesNothing();
    given(submitted("drawer"), held()).when(reroute).changesNothing();
  });
});

describe("a job that waits", () => {
  const receipt = submitted("receipt");
  const heldSince = (...history: PrintEvent[]) => stateOf(...history)?.heldSince;

  it("knows since when, whatever else holds it afterwards", () => {
    const blocked: PrintEvent = {
      type: "PrintHeld",
      at: later,
      data: { reason: "printer-stopped" },
    };
    expect(heldSince(receipt, held(), blocked)).toBe(at);
    expect(heldSince(receipt, dispatched, attemptFailed)).toBe(later);
  });

  it("has waited no longer once it is dispatched or rerouted", () => {
    expect(heldSince(receipt, held(), dispatched)).toBeUndefined();
    expect(heldSince(receipt, held(), rerouted)).toBeUndefined();
    expect(heldSince(receipt, dispatched, held())).toBeUndefined();
  });

  it("is dropped, and says on which slip it is told of", () => {
    const drop = { type: "DropPrint", at: later } as const;
    given(receipt, held())
      .when(drop)
      .emits({ type: "PrintExpired", data: { cause: "backlog" } });
    const data = { cause: "backlog", listedOn: "slip1" } as const;
    given(receipt, held())
      .when({ ...drop, listedOn: "slip1" })
      .emits({ type: "PrintExpired", data });
    given(receipt, dispatched).when(drop).refuses("already-ended");
    const job = stateOf(receipt, held(), { type: "PrintExpired", at, data });
    expect(job).toMatchObject({ status: "aborted", reason: "job-expired", listedOn: "slip1" });
    expect(job?.deadLetter).toBeUndefined();
  });
});

describe("a drawer kick", () => {
  const kick = submitted("drawer");

  it("is not tried again", () => {
    given(submitted("receipt"), dispatched).when(failed).emits({ type: "PrintAttemptFailed" });
    given(kick, dispatched).when(failed).emits({ type: "PrintFailed" });
    given(submitted("receipt"), dispatched).when(gaveBack).emits({ type: "PrintRevoked" });
    given(kick, dispatched).when(gaveBack).emits({ type: "PrintFailed" });
  });

  it("is no dead letter, so that nobody kicks it tomorrow", () => {
    const over: PrintEvent = { type: "PrintFailed", at, data: failure };
    const broken: PrintEvent = { type: "PrintUnreadable", at, data: { cause: "garbage" } };
    const late: PrintEvent = { type: "PrintExpired", at, data: { cause: "deadline" } };
    expect(stateOf(submitted("receipt"), dispatched, over)?.deadLetter).toBe("waiting");
    expect(stateOf(kick, dispatched, over)?.deadLetter).toBeUndefined();
    expect(stateOf(kick, broken)?.deadLetter).toBeUndefined();
    expect(stateOf(kick, late)?.deadLetter).toBeUndefined();
  });
});

describe("a branch's rules", () => {
  const given = specification(branch);
  const rule = { backlog: { kind: "summary" }, unknown: "reprint" } as const;
  const set = { type: "SetPolicy", company: "demo", branch: "oldtown", at } as const;
  const known = {
    type: "BranchPolicySet",
    at,
    data: {},
    state: {
      company: "demo",
      branch: "oldtown",
      policies: { receipt: rule, kitchen: rule },
      setAt: at,
    },
  } as const;

  it("are set together, with the time from which they hold", () => {
    given()
      .when({ ...set, policies: { receipt: rule, kitchen: rule } })
      .emits(known);
    given(known)
      .when({ ...set, at: later, policies: { receipt: rule } })
      .emits({ state: { ...known.state, policies: { receipt: rule }, setAt: later } });
  });

  it("hold on if the same are set again", () => {
    given(known)
      .when({ ...set, at: later, policies: { kitchen: rule, receipt: rule } })
      .changesNothing();
  });
});
