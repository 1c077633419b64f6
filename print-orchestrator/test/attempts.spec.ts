/** A bug here would look like: an attempt that ended twice, or one still open on a job that has ended. */
import { describe, expect, it } from "vitest";
import { attemptChanges } from "../src/read-model/domain/attempts.ts";
import { readEvent, vocabulary, type LoggedEvent } from "../src/read-model/domain/reading.ts";

const state = {
  jobId: "job1",
  company: "demo",
  branch: "oldtown",
  printerId: "printer1",
  class: "receipt",
  title: "",
  documentKind: "text",
  status: "processing",
  reason: "job-outgoing",
  attempt: 1,
  agentId: "agent1",
  session: "session1",
  correlationId: "c1",
  submittedBy: { kind: "user", id: "u1", name: "Olivia" },
  submittedAt: "2026-11-21T10:00:00.000Z",
  expiresAt: "2026-11-21T10:10:00.000Z",
  updatedAt: "2026-11-21T10:00:00.000Z",
  bodyHash: "hash",
};
const second = (n: number) => `2026-11-21T10:00:0${n}.000Z`;

const logged = (n: number, type: string, over: object = {}): LoggedEvent => ({
  subject: "print.v1.36.evt.demo.oldtown.job.job1",
  sequence: n,
  type,
  version: 1,
  at: second(n),
  correlationId: undefined,
  traceparent: undefined,
  body: { id: `e${n}`, at: second(n), data: {}, state: { ...state, ...over } },
  raw: new Uint8Array(),
});

const changesOf = (...events: LoggedEvent[]) =>
  attemptChanges(
    events.map((event) => readEvent(event, vocabulary)).filter((reading) => reading.kind === "job"),
  );

describe("the attempts of a job", () => {
  it("begin with a dispatch and end with what the agent reported", () => {
    const changes = changesOf(
      logged(1, "PrintSubmitted", { attempt: 0 }),
      logged(2, "PrintDispatched"),
      logged(3, "PrintCompleted", { status: "completed", proof: "fenced" }),
    );
    expect(changes).toEqual([
      {
        jobId: "job1",
        attempt: 1,
        company: "demo",
        branch: "oldtown",
        agentId: "agent1",
        session: "session1",
        dispatchedAt: second(2),
        outcome: "completed",
        proof: "fenced",
        endedAt: second(3),
      },
    ]);
  });

  it("are each their own: a failed one stays failed when the next completes", () => {
    const changes = changesOf(
      logged(1, "PrintDispatched"),
      logged(2, "PrintAttemptFailed", { attemptOver: true }),
      logged(3, "PrintDispatched", { attempt: 2, session: "session2" }),
      logged(4, "PrintCompleted", { attempt: 2, session: "session2", proof: "sent" }),
    );
    expect(changes).toMatchObject([
      { attempt: 1, session: "session1", outcome: "failed", endedAt: second(2) },
      { attempt: 2, session: "session2", outcome: "completed", endedAt: second(4) },
    ]);
  });

  it("dispatched again under the same number belong to the session that got them", () => {
    const changes = changesOf(
      logged(1, "PrintDispatched"),
      logged(2, "PrintHeld"),
      logged(3, "PrintDispatched", { session: "session2" }),
    );
    expect(changes).toMatchObject([{ session: "session2", dispatchedAt: second(3) }]);
    expect(changes[0]).not.toHaveProperty("outcome");
  });

  it.each([
    ["PrintCanceled", "canceled"],
    ["PrintExpired", "expired"],
  ])("still open when %s ends the job are %s", (type, outcome) => {
    expect(changesOf(logged(1, type))).toMatchObject([{ outcome, endedAt: second(1) }]);
  });

  it.each(["PrintCanceled", "PrintExpired"])("reported on before keep it when %s comes", (type) => {
    expect(changesOf(logged(1, type, { attemptOver: true }))).toEqual([]);
  });

  it("without a dispatch are none", () => {
    expect(changesOf(logged(1, "PrintExpired", { attempt: 0 }))).toEqual([]);
  });

  it("settled late carry the later truth", () => {
    const changes = changesOf(
      logged(1, "PrintUnconfirmed"),
      logged(2, "PrintCompleted", { proof: "sent" }),
    );
    expect(changes).toMatchObject([{ outcome: "completed", endedAt: second(2) }]);
  });
});
