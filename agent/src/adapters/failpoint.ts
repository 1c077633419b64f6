/** For tests of what a power cut leaves behind: the process ends at a step, as if by the plug. */
import { setImmediate as soon } from "node:timers/promises";
import type { Bridge } from "../app/ports.ts";
import type { Reach, Step } from "../app/steps.ts";
import type { WorkDesk } from "../app/take-work.ts";

export const failpoint =
  (failing: Step | undefined): Reach =>
  (step) => {
    if (step === failing) process.kill(process.pid, "SIGKILL");
  };

export const reportsInSteps = <B extends Bridge>(bridge: B, reach: Reach): B => ({
  ...bridge,
  report: async (report) => {
    reach("before report");
    const answer = await bridge.report(report);
    reach("report answered");
    return answer;
  },
});

export const takesInSteps = (desk: WorkDesk, reach: Reach): WorkDesk => ({
  ...desk,
  take: async (job) => {
    const answer = await desk.take(job);
    // The answer leaves with the next turn of the loop.
    void soon().then(() => reach("job answered"));
    return answer;
  },
});
