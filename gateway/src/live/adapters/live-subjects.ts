/** Where a branch's news of each log is heard. */
import { LIVE, subjects, type Id } from "@printermaster/contracts";
import type { LogName } from "../domain/offset.ts";

type OfBranch = (company: Id, branch: Id) => string;

const republished =
  (stored: OfBranch): OfBranch =>
  (company, branch) =>
    LIVE + stored(company, branch);

export const liveSubjects: Readonly<Record<LogName, OfBranch>> = {
  print: subjects.liveJobsOfBranch,
  fleet: subjects.liveFleetOfBranch,
  order: republished(subjects.ordersOfBranch),
  availability: republished(subjects.availabilityOfBranch),
};
