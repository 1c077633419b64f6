import type { JobState } from "@printermaster/contracts";
import { describe, expect, it } from "vitest";
import { OwedLetters } from "../src/saga/domain/owed-letters.ts";
import { jobState } from "./job-states.ts";

const job = (jobId: string, over: Partial<JobState> = {}): JobState =>
  jobState(jobId, { status: "aborted", reason: "job-expired", ...over });
const address = (jobId: string) => ({ company: "demo", branch: "oldtown", jobId });

describe("a letter is owed", () => {
  it("of what ended as a dead letter, until it is written, and of nothing else", () => {
    const owed = new OwedLetters();
    owed.sawJob(job("a", { deadLetter: "waiting" }));
    owed.sawJob(job("b"));
    owed.sawJob(job("c", { deadLetter: "waiting" }));
    expect(owed.kept()).toEqual([address("a"), address("c")]);
    owed.written(address("a"));
    expect(owed.kept()).toEqual([address("c")]);
  });

  it("no more once it is discarded, but while its retry is under way", () => {
    const owed = new OwedLetters();
    for (const jobId of ["a", "b"]) owed.sawJob(job(jobId, { deadLetter: "waiting" }));
    owed.sawJob(job("a", { deadLetter: "discarded" }));
    owed.sawJob(job("b", { deadLetter: "retried" }));
    expect(owed.kept()).toEqual([address("b")]);
  });

  it("by the next owner as well, who reads on behind the event", () => {
    const owed = new OwedLetters();
    owed.sawJob(job("a", { deadLetter: "waiting" }));
    const next = new OwedLetters();
    next.restore(JSON.parse(JSON.stringify(owed.kept())));
    expect(next.kept()).toEqual([address("a")]);
  });
});
