/** What makes one class of jobs different from another, beside its deadline. */
import type { JobClass } from "@printermaster/contracts";

/** Somebody misses it when it does not come: a test or a kick after its time only startles people. */
export const isLasting = (jobClass: JobClass): boolean =>
  jobClass !== "test" && jobClass !== "drawer";

/** A drawer that opens a second time, or in another till, stands open with nobody before it. */
export const isNeverRepeated = (jobClass: JobClass): boolean => jobClass === "drawer";
