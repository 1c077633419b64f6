// What a bug would look like: a page that says "Sending" for a ticket that lies on the counter, or "Completed" for one that does not.
import { describe, expect, it } from "vitest";
import type { PrintProgress } from "@printermaster/contracts";
import { begin, fold, type News, type Run } from "../src/test-print/run.ts";
import { stepDetail } from "../src/test-print/step-words.ts";
import { stepsOf } from "../src/test-print/steps.ts";
import { intent, job, progress } from "./samples.ts";

const clicked = begin(intent, "p1", 1_000);
const told = (...news: News[]): Run => news.reduce(fold, clicked);
const heard = (...all: PrintProgress[]): Run =>
  told(...all.map((progress, i): News => ({ kind: "progress", progress, atMs: 10 * (i + 1) })));
const shown = (run: Run): string[] => stepsOf(run).map(({ name, state }) => `${name} ${state}`);
const answered: News = { kind: "answered", job: job(), replayed: false, atMs: 7 };

const wholeWay = [
  progress("submitted", 1),
  progress("dispatched", 2),
  progress("spooled"),
  progress("connecting"),
  progress("sending"),
  progress("completed", 3, { status: "completed", proof: "fenced" }),
];
const allDone = [
  "sent done",
  "accepted done",
  "dispatched done",
  "spooled done",
  "connecting done",
  "sending done",
  "completed done",
];

describe("a test print on the page", () => {
  it("is sent, and everything else is to come, after the click", () => {
    expect(shown(clicked)).toEqual([
      "sent now",
      "accepted todo",
      "dispatched todo",
      "spooled todo",
      "connecting todo",
      "sending todo",
      "completed todo",
    ]);
  });

  it("shows every step done when the printer's word arrives, with the proof's own claim", () => {
    const run = heard(...wholeWay);
    expect(shown(run)).toEqual(allDone);
    expect(stepDetail(run, "completed")).toBe("the printer has processed it");
  });

  it("says that another printer did it, where its own could not", () => {
    const standsInFor = { printerId: "p1", name: "Counter" };
    const done = progress("completed", 3, { status: "completed", proof: "fenced", standsInFor });
    expect(stepDetail(heard(done), "completed")).toBe(
      "the printer has processed it (another printer, instead of Counter)",
    );
  });

  it("ends the same when its news arrive backwards, or each of them twice", () => {
    expect(shown(heard(...wholeWay.toReversed()))).toEqual(allDone);
    expect(shown(heard(...wholeWay.flatMap((one) => [one, one])))).toEqual(allDone);
  });

  it("takes steps nobody heard for done once a later one is known", () => {
    const run = heard(progress("completed", 3, { status: "completed", proof: "sent" }));
    expect(shown(run)).toEqual(allDone);
    expect(stepsOf(run).map(({ ms }) => ms)).toEqual([0, ...Array(5).fill(undefined), 10]);
  });

  it("keeps the time of the first news of a step", () => {
    const run = heard(progress("dispatched", 2), progress("dispatched", 2));
    expect(run.reachedMs.dispatched).toBe(10);
  });

  it("is accepted by the answer, also when the log was faster", () => {
    expect(told(answered).stage).toBe("accepted");
    const late = fold(heard(progress("dispatched", 2)), answered);
    expect(late).toMatchObject({ stage: "dispatched", jobId: "job1" });
    expect(fold(heard(...wholeWay), answered)).toMatchObject({ ending: "completed" });
  });

  it("waits in words while the agent is away, and moves on when it returns", () => {
    const held = heard(
      progress("submitted", 1),
      progress("waiting", 2, { status: "pending-held", reason: "service-off-line" }),
    );
    expect(shown(held)).toContain("waiting now");
    expect(stepDetail(held, "waiting")).toBe(
      "The branch's agent is away. It prints when the agent returns.",
    );
    const moved = fold(held, { kind: "progress", progress: progress("dispatched", 3), atMs: 99 });
    expect(shown(moved)).toContain("waiting done");
    expect(shown(moved)).toContain("dispatched now");
    expect(stepDetail(moved, "waiting")).toBeUndefined();
  });

  it("goes back to waiting when it is held again, and forgets the times of the failed attempt", () => {
    const run = heard(
      progress("dispatched", 2),
      progress("connecting"),
      progress("waiting", 3, { status: "pending-held", reason: "printer-stopped" }),
    );
    expect(run.stage).toBe("waiting");
    expect(run.reachedMs).toEqual({ sent: 0, waiting: 30 });
  });

  it("does not go back to waiting for a hold that is older than what it knows", () => {
    expect(heard(progress("dispatched", 3), progress("waiting", 2)).stage).toBe("dispatched");
  });

  it("leaves a late live step out of a job that has ended", () => {
    const run = heard(progress("expired", 4), progress("sending"));
    expect(run).toMatchObject({ ending: "expired", stage: "sent" });
  });

  it("says what never happened when it ends badly", () => {
    const run = heard(progress("dispatched", 2), progress("failed", 3, { detail: "unprintable" }));
    expect(shown(run)).toEqual([
      "sent done",
      "accepted done",
      "dispatched done",
      "spooled skipped",
      "connecting skipped",
      "sending skipped",
      "failed bad",
    ]);
    expect(stepDetail(run, "failed")).toBe("unprintable");
  });

  it("is settled by a late truth after it was unconfirmed, and never the other way round", () => {
    const late = progress("completed", 5, { status: "completed", proof: "confirmed" });
    const doubtful = progress("unconfirmed", 4);
    expect(heard(doubtful).ending).toBe("unconfirmed");
    expect(heard(doubtful, late).ending).toBe("completed");
    expect(heard(late, doubtful).ending).toBe("completed");
  });

  it("shows a refusal in the refusal's words", () => {
    const run = told({ kind: "refused", message: "There is no such printer.", atMs: 5 });
    expect(shown(run).at(-1)).toBe("refused bad");
    expect(stepDetail(run, "refused")).toBe("There is no such printer.");
  });

  it("is doubtful without an answer, until the log speaks of it", () => {
    const run = told({ kind: "unanswered", atMs: 30_000 });
    expect(shown(run).at(-1)).toBe("unanswered unsure");
    const news: News = { kind: "progress", progress: progress("dispatched", 2), atMs: 31_000 };
    expect(fold(run, news)).toMatchObject({ ending: undefined, stage: "dispatched" });
    expect(told(answered, { kind: "unanswered", atMs: 30_000 }).ending).toBeUndefined();
  });

  it("hears nothing of other people's jobs", () => {
    const other = { ...progress("completed", 9), jobId: "job2", correlationId: "theirs" };
    expect(heard(other)).toBe(clicked);
  });
});
