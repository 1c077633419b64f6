/** A bug here is a second ticket, or a job that is lost without a word. */
import { describe, expect, it } from "vitest";
import { knownAs, notRevocable, takenAs } from "../src/domain/answers.ts";
import {
  MAX_OPEN_WORK,
  STOPPED_WHILE_PRINTING,
  type AttemptEvent,
} from "../src/domain/attempts.ts";
import { completed, given, historyOf, job } from "./given.ts";

const now = 1_000;
const deadline = 2_000;
const printers = ["kitchen"];
const take = (change = {}, more = {}) =>
  ({
    type: "Take",
    job: job(change),
    deadline,
    printers,
    openWork: 0,
    givesBack: false,
    now,
    ...more,
  }) as const;
const spooled = (attempt = 1): AttemptEvent => ({
  type: "JobSpooled",
  job: job({ attempt }),
  at: now,
});
const began: AttemptEvent = { type: "PrintingBegan", attempt: 1, at: now };
const finished = (outcome = completed): AttemptEvent => ({
  type: "AttemptFinished",
  attempt: 1,
  outcome,
  at: now,
});
const revoked = (upTo: number): AttemptEvent => ({ type: "AttemptsRevoked", upTo });
const held: AttemptEvent = { type: "WorkHeld", attempt: 1 };
const released: AttemptEvent = { type: "WorkReleased", attempt: 1 };
const interrupted: AttemptEvent = { type: "PrintingInterrupted", attempt: 1, at: now };

describe("taking a job", () => {
  it("spools a new one", () => given().when(take()).emits(spooled()));
  it("changes nothing when the same attempt comes again, in whatever state", () => {
    given(spooled()).when(take()).emits();
    given(spooled(), began).when(take()).emits();
    given(spooled(), began, finished()).when(take()).emits();
  });
  it("refuses an attempt below the highest seen", () =>
    given(spooled(2))
      .when(take({ attempt: 1 }))
      .refuses("attempt-refused"));
  it("refuses an attempt that was revoked before it came", () =>
    given(revoked(2))
      .when(take({ attempt: 2 }))
      .refuses("attempt-refused"));
  it("takes an attempt above the revoked ones", () =>
    given(revoked(2))
      .when(take({ attempt: 3 }))
      .emits(spooled(3)));
  it("gives up an attempt that still waits when a later one comes", () =>
    given(spooled(1))
      .when(take({ attempt: 2 }))
      .emits(revoked(1), spooled(2)));
  it("refuses a printer that is not there", () =>
    given()
      .when(take({ printerId: "attic" }))
      .refuses("unknown-printer"));
  it("refuses when the spool is full, but still knows what it has", () => {
    given()
      .when(take({}, { openWork: MAX_OPEN_WORK }))
      .refuses("spool-full");
    given(spooled())
      .when(take({}, { openWork: MAX_OPEN_WORK }))
      .emits();
  });
  it("takes a job that came too late and ends it at once, so that the cloud learns it", () => {
    const detail = "its time was over before paper moved";
    const expired = finished({ result: "failed", code: "expired", detail });
    given()
      .when(take({}, { now: deadline }))
      .emits(
        { ...spooled(), at: deadline } as AttemptEvent,
        {
          ...expired,
          at: deadline,
        } as AttemptEvent,
      );
  });
});

describe("taking a job for a printer that has just failed", () => {
  const returned = finished({
    result: "failed",
    code: "returned",
    detail: "given back untouched: its printer has failed an earlier job",
  });
  it("gives it back at once, or it would overtake what was given back before", () =>
    given()
      .when(take({}, { givesBack: true }))
      .emits(spooled(), returned));
  it("still says of one that came too late that it expired", () =>
    given()
      .when(take({}, { givesBack: true, now: deadline }))
      .emits(
        { ...spooled(), at: deadline } as AttemptEvent,
        {
          ...finished({
            result: "failed",
            code: "expired",
            detail: "its time was over before paper moved",
          }),
          at: deadline,
        } as AttemptEvent,
      ));
  it("changes nothing of one that it has", () =>
    given(spooled())
      .when(take({}, { givesBack: true }))
      .emits());
});

describe("beginning", () => {
  const begin = { type: "Begin", attempt: 1, deadline, now } as const;
  it("is for a waiting attempt", () => given(spooled()).when(begin).emits(began));
  it("is refused after a revoke, so paper never moves", () =>
    given(spooled(), revoked(1)).when(begin).refuses("attempt-refused"));
  it("is refused a second time", () =>
    given(spooled(), began).when(begin).refuses("attempt-refused"));
  it("is too late at the deadline", () => {
    const late = { ...begin, now: deadline };
    const detail = "its time was over before paper moved";
    const outcome = { result: "failed", code: "expired", detail } as const;
    given(spooled())
      .when(late)
      .emits({ ...finished(outcome), at: deadline } as AttemptEvent);
  });
});

describe("revoking", () => {
  const revoke = (attempt: number) => ({ type: "Revoke", attempt }) as const;
  it("leaves a tombstone for a waiting attempt", () =>
    given(spooled()).when(revoke(1)).emits(revoked(1)));
  it("leaves a tombstone for a job that never came", () =>
    given().when(revoke(3)).emits(revoked(3)));
  it("is refused once paper may have moved", () => {
    given(spooled(), began).when(revoke(1)).refuses("already-ended");
    given(spooled(), began, finished()).when(revoke(1)).refuses("already-ended");
  });
  it("is refused while an earlier attempt prints", () =>
    given(spooled(), began).when(revoke(2)).refuses("already-ended"));
  it("goes through for the attempt after a finished one", () =>
    given(spooled(), began, finished(), spooled(2)).when(revoke(2)).emits(revoked(2)));
});

describe("finishing", () => {
  const finish = { type: "Finish", attempt: 1, outcome: completed, now } as const;
  it("records the outcome once", () => {
    given(spooled(), began).when(finish).emits(finished());
    given(spooled(), began, finished()).when(finish).refuses("already-ended");
  });
  it("does not bring a revoked attempt back", () =>
    given(spooled(), revoked(1)).when(finish).refuses("attempt-refused"));
});

describe("after a restart", () => {
  const resume = { type: "Resume", attempt: 1, now } as const;
  const begin = { type: "Begin", attempt: 1, deadline, now } as const;
  it("a waiting job is held, for the disk may be an old copy", () => {
    given(spooled()).when(resume).emits(held);
    given(spooled(), held).when(begin).refuses("attempt-refused");
  });
  it("a held job goes on when it is offered again, and only then", () => {
    given(spooled(), held).when(take()).emits(released);
    given(spooled(), held, released).when(take()).emits();
    given(spooled(), held, released).when(begin).emits(began);
  });
  it("a held job can be revoked, and never begins", () =>
    given(spooled(), held).when({ type: "Revoke", attempt: 1 }).emits(revoked(1)));
  it("a held job gives way to its next attempt", () =>
    given(spooled(), held)
      .when(take({ attempt: 2 }))
      .emits(revoked(1), spooled(2)));
  it("a job that was being printed is unconfirmed", () => {
    given(spooled(), began).when(resume).emits(interrupted);
    expect(takenAs(historyOf(spooled(), began, interrupted), 1)).toEqual({
      state: "finished",
      outcome: { result: "unconfirmed", cause: STOPPED_WHILE_PRINTING },
    });
  });
  it("a held job whose printer was taken away fails when it is offered again", () => {
    const detail = "the agent was restarted without the printer kitchen";
    given(spooled(), held)
      .when(take({}, { printers: ["counter"] }))
      .emits(finished({ result: "failed", code: "unknown-printer", detail }));
  });
});

describe("what the bridge is told", () => {
  it("a repeat hears the stored outcome", () =>
    expect(takenAs(historyOf(spooled(), began, finished()), 1)).toEqual({
      state: "finished",
      outcome: completed,
    }));
  it("nothing is known of a job that never came", () =>
    expect(knownAs(historyOf())).toEqual({ known: false }));
  it("a revoked attempt is known by its tombstone", () =>
    expect(knownAs(historyOf(spooled(), revoked(1)))).toEqual({
      known: true,
      attempt: 1,
      state: "spooled",
      revoked: true,
    }));
  it("what is held is told so, until it is offered again", () => {
    expect(knownAs(historyOf(spooled(), held))).toMatchObject({ state: "spooled", held: true });
    expect(knownAs(historyOf(spooled(), held, released))).not.toHaveProperty("held");
  });
  it("an attempt after a revoked one is not revoked", () =>
    expect(knownAs(historyOf(revoked(1), spooled(2)))).toEqual({
      known: true,
      attempt: 2,
      state: "spooled",
      revoked: false,
    }));
  it("a revoke that came too late hears the outcome", () =>
    expect(notRevocable(historyOf(spooled(), began, finished()), 1)).toEqual({
      revoked: false,
      state: "finished",
      outcome: completed,
    }));
});
