import { describe, expect, it } from "vitest";
import {
  HoldReason,
  JobEventType,
  JobReason,
  JobStatus,
  Proof,
  refusal,
} from "@printermaster/contracts";
import { eventWords, statusInWords, toneOf } from "../src/jobs/job-words.ts";
import { marksOf } from "../src/jobs/marks.ts";
import { backupInWords, breakerInWords, reasonsInWords } from "../src/printers/printer-words.ts";
import { refusalInWords } from "../src/test-print/refusal-words.ts";
import { begin, fold } from "../src/test-print/run.ts";
import { proofWords, stepDetail } from "../src/test-print/step-words.ts";
import { intent, job, progress } from "./samples.ts";

describe("words", () => {
  it("tell a printer's reasons without their severity, known or not", () => {
    expect(reasonsInWords(["media-empty-error", "cover-open"])).toBe("out of paper, cover is open");
    expect(reasonsInWords(["fuser-over-temp-warning"])).toBe("fuser over temp");
    expect(reasonsInWords(["other-error"])).toBe("has an error of its own");
    expect(reasonsInWords(["none"])).toBe("");
  });

  it("never call an outcome that nobody knows a failure", () => {
    const unknown = { status: "aborted", reason: "print-result-unknown" } as const;
    expect([statusInWords(unknown), toneOf(unknown)]).toEqual(["Unconfirmed", "unsure"]);
    const failed = { status: "aborted", reason: "aborted-by-system" } as const;
    expect([statusInWords(failed), toneOf(failed)]).toEqual(["Failed", "bad"]);
  });

  it("exist for every status and reason, and speak of completion for completed jobs only", () => {
    for (const status of JobStatus.options) {
      expect(statusInWords({ status, reason: "none" })).toMatch(/^[A-Z][a-z ]+$/);
      expect(statusInWords({ status, reason: "none" }) === "Completed").toBe(
        status === "completed",
      );
    }
    for (const reason of JobReason.options) {
      expect(statusInWords({ status: "aborted", reason })).not.toBe("Completed");
    }
  });

  it("claim printing only at the top of the proof ladder", () => {
    const claims = Proof.options.filter((proof) => proofWords[proof].includes("printed"));
    expect(claims).toEqual(["confirmed"]);
  });

  it("tell how long to wait after somebody else's test, if anybody knows", () => {
    const after = (details?: unknown) => refusalInWords(refusal("too-many-requests", details));
    expect(after({ retryAfterSeconds: 4 })).toMatch(/somebody else .* in 4 seconds\.$/i);
    expect(after({ retryAfterSeconds: 1 })).toMatch(/in a second\.$/);
    expect(after()).toMatch(/in a moment\.$/);
  });

  it("say that a full log printed nothing, and leave other refusals as they are", () => {
    expect(refusalInWords(refusal("log-full"))).toContain("Nothing came out");
    const other = refusal("unknown-printer");
    expect(refusalInWords(other)).toBe(other.message);
  });

  it("tell apart why a job waits, in its row and in the steps of a test print", () => {
    const waits = HoldReason.options.map((reason) => {
      const held = { status: "pending-held", reason } as const;
      const news = { kind: "progress", progress: progress("waiting", 2, held) } as const;
      const run = fold(begin(intent, "p1", 0), news);
      return [statusInWords(held), stepDetail(run, "waiting")];
    });
    expect(waits).toEqual([
      ["Waiting for the agent", "The branch's agent is away. It prints when the agent returns."],
      ["Waiting for the printer", "The printer has stopped. It prints when the printer is ready."],
      [
        "Waiting, as the printer rests",
        "The printer failed again and again, and rests. It prints when that is over.",
      ],
    ]);
  });

  it("are another one for each event of a timeline that does not end alike", () => {
    const words = JobEventType.options.map((type) => eventWords[type]);
    expect(new Set(words).size).toBe(words.length);
  });

  it("say what a job is beside an ordinary one, and name the job it belongs to", () => {
    expect(marksOf(job())).toEqual([]);
    expect(marksOf(job({ copyOf: "j0" }))).toEqual([{ words: "Copy of", jobId: "j0" }]);
    const standsInFor = { printerId: "p0", name: "Kitchen" };
    expect(marksOf(job({ copyOf: "j0", possibleDuplicate: true, standsInFor }))).toEqual([
      { words: "Possible duplicate of", jobId: "j0" },
      { words: "Instead of Kitchen" },
    ]);
    expect(marksOf(job({ retryOf: "j0" }))).toEqual([{ words: "Retry of", jobId: "j0" }]);
    expect(marksOf(job({ deadLetter: "retried", retriedAs: "j2" }))).toEqual([
      { words: "Retried as", jobId: "j2" },
    ]);
    expect(marksOf(job({ deadLetter: "discarded" }))).toEqual([{ words: "Discarded" }]);
    expect(marksOf(job({ listedOn: "j9" }))).toEqual([{ words: "Listed on", jobId: "j9" }]);
    expect(marksOf(job({ lists: ["j1", "j2"] }))).toEqual([{ words: "Lists 2 jobs" }]);
  });

  it("tell until when a printer rests, and who prints for it", () => {
    const since = "2026-01-02T10:00:00.000Z";
    const open = {
      state: "open",
      since,
      retryAt: "2026-01-02T10:00:30.000Z",
      openings: 1,
    } as const;
    const clock = (at: string) => at.slice(11, 19);
    expect(breakerInWords(open, clock)).toBe("Resting until 10:00:30 after repeated failures");
    const tried = { state: "half-open", since, openings: 1, probe: "j1", attempt: 1 } as const;
    expect(breakerInWords(tried, clock)).toBe("Tried with one job after repeated failures");
    expect(breakerInWords({ state: "closed" }, clock)).toBeUndefined();
    const names = new Map([["p2", "Bar"]]);
    expect(backupInWords({ printerId: "p2", afterSeconds: 60 }, names)).toBe(
      "Backup: Bar, after 60 s",
    );
    expect(backupInWords({ printerId: "p3", afterSeconds: 0 }, names)).toBe("Backup: p3, at once");
  });
});
