/** A bug here would look like: a queue out of order, or a finished job that is offered again. */
import type { JobState } from "@printermaster/contracts";
import { describe, expect, it } from "vitest";
import { OpenWork } from "../src/saga/domain/open-work.ts";
import { agentState, jobState, printerState } from "./job-states.ts";

const key = "demo.oldtown.printer1";
const job = jobState;
const printer = printerState("printer1", "agent1");
const agentIn = (session: string) => agentState("agent1", { session });

function workWith(...jobs: JobState[]): OpenWork {
  const work = new OpenWork();
  work.sawPrinter(printer);
  work.sawAgent(agentIn("s1"));
  jobs.forEach((state, index) => work.sawJob(state, index + 1, undefined));
  return work;
}

const sent = (jobId: string) => job(jobId, { status: "processing", attempt: 1, agentId: "agent1" });

describe("the open work of a printer", () => {
  it("is offered in the order in which it was submitted", () => {
    const work = workWith(job("a"), job("b"), job("c"));
    work.sawJob(job("a", { status: "pending-held" }), 10, undefined);
    expect(work.queueOf(key).map(({ state }) => state.jobId)).toEqual(["a", "b", "c"]);
    expect(work.next(key)?.state.jobId).toBe("a");
  });

  it("goes on with the next job once the agent has one on its disk", () => {
    const work = workWith(sent("a"), job("b"));
    work.spooled(work.next(key)!, 1, "s1");
    expect(work.next(key)?.state.jobId).toBe("b");
  });

  it("is offered again, in order, to a new session of the agent", () => {
    const work = workWith(sent("a"), sent("b"));
    work.spooled(work.next(key)!, 1, "s1");
    work.spooled(work.next(key)!, 1, "s1");
    expect(work.next(key)).toBeUndefined();
    expect(work.sawAgent(agentIn("s2"))).toEqual([key]);
    expect(work.next(key)?.state.jobId).toBe("a");
  });

  describe("after its device has failed a job", () => {
    const given = job("a", { status: "pending-held", attempt: 1, attemptOver: true });
    const waiting = (work: OpenWork) => work.next(key)?.state.jobId;
    function failing(): OpenWork {
      const work = workWith(sent("a"), sent("b"), sent("c"));
      for (const id of ["a", "b", "c"]) {
        const offered = work.queueOf(key).find(({ state }) => state.jobId === id)!;
        work.spooled(offered, 1, "s1");
      }
      work.sawJob(given, 10, undefined);
      work.failures.saw(given, 10, 10, "printer-error");
      return work;
    }

    it("sends nothing until its agent has reported all that it gave back", () => {
      const work = failing();
      expect(waiting(work)).toBeUndefined();
      work.sawJob({ ...given, jobId: "b" }, 11, undefined);
      expect(waiting(work)).toBeUndefined();
      work.sawJob({ ...given, jobId: "c" }, 12, undefined);
      expect(waiting(work)).toBe("a");
    });

    it("sends all that waits, once that is told", () => {
      const work = failing();
      for (const [index, id] of ["b", "c"].entries())
        work.sawJob({ ...given, jobId: id }, 11 + index, undefined);
      work.sawJob({ ...sent("a"), attempt: 2 }, 13, undefined);
      work.spooled(work.next(key)!, 2, "s1");
      expect(waiting(work)).toBe("b");
    });

    it("still offers to a new session what is out already", () => {
      const work = failing();
      work.sawAgent(agentIn("s2"));
      expect(waiting(work)).toBe("b");
    });

    it("does not wait for what another agent has, which serves it no more", () => {
      const work = failing();
      work.sawAgent(agentState("agent2", { session: "t1" }));
      work.sawPrinter(printerState("printer1", "agent2"));
      work.sawAgent(agentState("agent1", { connected: false }));
      expect(waiting(work)).toBe("a");
    });
  });

  it("takes no acknowledgement for an attempt that is over", () => {
    const work = workWith(sent("a"));
    const [offered] = work.queueOf(key);
    const rests = { status: "pending-held", attempt: 1, attemptOver: true } as const;
    work.sawJob(job("a", rests), 5, undefined);
    work.spooled(offered!, 1, "s1");
    expect(work.next(key)?.state.jobId).toBe("a");
  });

  it("is known to have met a session once that has acknowledged something", () => {
    const work = workWith(sent("a"));
    expect(work.hasMet(agentIn("s1"))).toBe(false);
    work.spooled(work.next(key)!, 1, "s1");
    expect(work.hasMet(agentIn("s1"))).toBe(true);
    expect(work.hasMet(agentIn("s2"))).toBe(false);
  });

  it("forgets a job that has ended, also when our own older write is told afterwards", () => {
    const work = workWith(job("a"));
    work.sawJob(job("a", { status: "completed" }), 5, undefined);
    work.wroteJob(job("a", { status: "pending-held" }), 4);
    expect(work.next(key)).toBeUndefined();
    expect([...work.printers()]).toEqual([]);
  });

  it("does not go back in time for an event it has passed", () => {
    const work = workWith(job("a"));
    work.wroteJob(job("a", { status: "processing", attempt: 1 }), 7);
    expect(work.sawJob(job("a", { status: "pending-held" }), 6, undefined)).toBeUndefined();
    expect(work.next(key)?.state.status).toBe("processing");
  });

  it("goes on past a job that was set aside, which keeps its place", () => {
    const work = workWith(job("a"), job("b"));
    work.setAside(work.next(key)!, true);
    expect(work.next(key)?.state.jobId).toBe("b");
    work.setAside(work.queueOf(key)[0]!, false);
    expect(work.next(key)?.state.jobId).toBe("a");
  });

  it("keeps the trace of its submission", () => {
    const work = workWith();
    work.sawJob(job("a"), 1, "00-aa");
    work.sawJob(job("a", { status: "pending-held" }), 2, "00-bb");
    expect(work.next(key)?.traceparent).toBe("00-aa");
  });
});
