import { describe, expect, it } from "vitest";
import { JobReason, JobStatus, Proof, refusal } from "@printermaster/contracts";
import { statusInWords, toneOf } from "../src/jobs/job-words.ts";
import { reasonsInWords } from "../src/printers/printer-words.ts";
import { refusalInWords } from "../src/test-print/refusal-words.ts";
import { proofWords } from "../src/test-print/step-words.ts";

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
});
