import {
  AgentPresence,
  JobEventType,
  LIVE,
  PrinterState,
  PrinterTestResult,
  PrintProgress,
  subjects,
} from "@printermaster/contracts";
import { describe, expect, test } from "vitest";
import { emissionsOf } from "../src/live/domain/emissions.ts";
import { AT, COMPANY, jobState, printerState } from "./world/job-state.ts";

const HEARD_AT = "2026-03-01T09:00:05.000Z";

const stored = (type: string, state: object, subject = subjects.job(COMPANY, "north", "job1")) =>
  emissionsOf({
    subject: LIVE + subject,
    type,
    sequence: 7,
    body: { id: "event1", at: AT, data: {}, state },
    heardAt: HEARD_AT,
  });

describe("a stored job event", () => {
  const failed = { status: "aborted", reason: "aborted-by-system" } as const;
  const unknown = { status: "aborted", reason: "print-result-unknown" } as const;
  const expired = { status: "aborted", reason: "job-expired" } as const;

  test.each([
    ["PrintSubmitted", {}, "submitted"],
    ["PrintHeld", { status: "pending-held" }, "waiting"],
    ["PrintDispatched", { status: "processing" }, "dispatched"],
    ["PrintAttemptFailed", { status: "pending-held" }, "waiting"],
    ["PrintRevoked", {}, "waiting"],
    ["PrintRerouted", {}, "waiting"],
    ["PrintCancelRequested", { status: "processing" }, "canceling"],
    ["PrintCancelRefused", { status: "processing" }, "dispatched"],
    ["PrintCanceled", { status: "canceled" }, "canceled"],
    ["PrintCompleted", { status: "completed" }, "completed"],
    ["PrintFailed", failed, "failed"],
    ["PrintFailed", expired, "expired"],
    ["PrintUnconfirmed", unknown, "unconfirmed"],
    ["PrintExpired", expired, "expired"],
    ["PrintUnreadable", failed, "failed"],
    ["PrintUnreadable", unknown, "unconfirmed"],
    ["PrintRetried", expired, "expired"],
    ["PrintDiscarded", failed, "failed"],
    ["PrintDiscarded", expired, "expired"],
    ["PrintDiscarded", unknown, "unconfirmed"],
  ] as const)("%s with the state %o is shown as %s", (type, state, step) => {
    const [emission, ...others] = stored(type, jobState(state));
    expect(others).toEqual([]);
    expect(emission).toMatchObject({
      event: "print:progress",
      body: { step, sequence: 7, at: AT },
    });
    expect(PrintProgress.parse(emission?.body)).toEqual(emission?.body);
  });

  test("has a step for every type there is", () => {
    for (const type of JobEventType.options) expect(stored(type, jobState())).toHaveLength(1);
  });

  test("shows the job without what only orchestrators need", () => {
    const [emission] = stored("PrintDispatched", jobState({ session: "s1", spoolGeneration: 3 }));
    const { job } = emission!.body as PrintProgress;
    expect(job).not.toHaveProperty("bodyHash");
    expect(job).not.toHaveProperty("session");
    expect(job).not.toHaveProperty("spoolGeneration");
  });

  test("of a type we do not know, or with a body that is none, shows nothing", () => {
    expect(stored("PrintTeleported", jobState())).toEqual([]);
    expect(stored("PrintHeld", { jobId: "job1" })).toEqual([]);
  });
});

describe("a test page", () => {
  const test1 = jobState({ class: "test" });

  test("that is under way has no result yet", () => {
    expect(stored("PrintDispatched", test1).map(({ event }) => event)).toEqual(["print:progress"]);
  });

  test.each([
    ["PrintCompleted", { status: "completed" }, true, /is complete/],
    ["PrintFailed", { status: "aborted", detail: "cover open" }, false, /^cover open$/],
    ["PrintFailed", { status: "aborted" }, false, /could not/],
    ["PrintUnconfirmed", { status: "aborted" }, false, /not known/],
    ["PrintExpired", { status: "aborted" }, false, /in time/],
    ["PrintUnreadable", { status: "aborted" }, false, /no longer be read/],
  ] as const)("that ended by %s (%o) has the result %s", (type, state, success, message) => {
    const [progress, result] = stored(type, { ...test1, ...state });
    expect(progress).toMatchObject({ terminal: true });
    expect(result?.event).toBe("printer:test:result");
    const body = PrinterTestResult.parse(result?.body);
    expect(body).toMatchObject({
      success,
      jobId: "job1",
      printerId: "bar",
      correlationId: "corr-1",
    });
    expect(body.message).toMatch(message);
  });
});

describe("what a person does about a test page that has ended", () => {
  test.each(["PrintRetried", "PrintDiscarded"])("%s is no second result of it", (type) => {
    const ended = jobState({ class: "test", status: "aborted", reason: "aborted-by-system" });
    expect(stored(type, ended)).toMatchObject([
      { event: "print:progress", terminal: false, body: { step: "failed" } },
    ]);
  });
});

describe("a live step", () => {
  const step = (jobId: string, body: unknown) =>
    emissionsOf({
      subject: subjects.progress(COMPANY, "north", jobId),
      type: undefined,
      sequence: undefined,
      body,
      heardAt: HEARD_AT,
    });

  test("is shown with the time it was heard at, as it has no sequence", () => {
    expect(step("job1", { jobId: "job1", attempt: 1, step: "sending" })).toEqual([
      {
        event: "print:progress",
        body: { jobId: "job1", branchId: "north", step: "sending", at: HEARD_AT },
        terminal: false,
      },
    ]);
  });

  test("that speaks of another job than its subject is not shown", () => {
    expect(step("job1", { jobId: "job2", attempt: 1, step: "sending" })).toEqual([]);
    expect(step("job1", "garbage")).toEqual([]);
  });
});

describe("news of the fleet", () => {
  const agent = {
    agentId: "till1",
    company: COMPANY,
    branch: "north",
    connected: true,
    session: "s1",
    installationId: "i1",
    spoolId: "p1",
    counter: 1,
    spoolGeneration: 1,
    appVersion: "1",
    gateway: "gw",
    since: AT,
    printers: [],
  };
  const agentSubject = subjects.fleetAgent(COMPANY, "north", "till1");

  test.each([
    ["AgentConnected", "desktop:connected", true],
    ["AgentDisconnected", "desktop:disconnected", false],
  ] as const)("%s is told as %s", (type, event, connected) => {
    const [emission] = stored(type, { ...agent, connected }, agentSubject);
    expect(emission?.event).toBe(event);
    expect(AgentPresence.parse(emission?.body)).toEqual({
      deviceId: "till1",
      branchId: "north",
      connected,
      at: AT,
    });
  });

  test.each([
    ["PrinterDiscovered", ["printerStatusUpdate", "printer:added"]],
    ["PrinterChanged", ["printerStatusUpdate", "printerUpdate"]],
    ["PrinterRemoved", ["printerStatusUpdate", "printerUpdate"]],
    ["PrinterBackupSet", ["printerStatusUpdate", "printerUpdate"]],
    ["BreakerOpened", ["printerStatusUpdate"]],
    ["PrinterTeleported", []],
  ])("%s is told as %s, with the printer's state", (type, events) => {
    const removed = type === "PrinterRemoved";
    const state = printerState({ state: "stopped", reasons: ["media-empty"], removed });
    const emissions = stored(type, state, subjects.fleetPrinter(COMPANY, "north", "bar"));
    expect(emissions.map(({ event }) => event)).toEqual(events);
    for (const { body } of emissions) expect(PrinterState.parse(body)).toEqual(state);
  });

  test("from a subject that is none of ours tells nothing", () => {
    expect(stored("AgentConnected", agent, "fleet.v1.aa.evt.acme.north.ship.till1")).toEqual([]);
  });
});
