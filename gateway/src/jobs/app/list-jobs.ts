import {
  accepted,
  hasEnded,
  JobStatus,
  refused,
  type ActiveJobs,
  type Answer,
  type JobList,
  type JobsQuery,
  type ListJobs,
} from "@printermaster/contracts";
import { branchIds, mayUse, type Caller } from "../../domain/principal.ts";
import type { ReadModel } from "./ports.ts";

interface Deps {
  readonly readModel: Pick<ReadModel, "jobs">;
}

const MOST = 200;
const notEnded = JobStatus.options.filter((status) => !hasEnded(status));

export async function listJobs(
  { readModel }: Deps,
  caller: Caller,
  { branchId, status, limit, ...filters }: JobsQuery,
): Promise<Answer<JobList>> {
  if (branchId !== undefined && !mayUse(caller, branchId)) return refused("forbidden");
  const question: Partial<ListJobs> = {
    ...filters,
    branches: branchId === undefined ? branchIds(caller) : [branchId],
    ...(status === undefined ? {} : { statuses: [status] }),
    ...(limit === undefined ? {} : { limit }),
  };
  return await readModel.jobs(caller.company, question);
}

export async function activeJobs({ readModel }: Deps, caller: Caller): Promise<Answer<ActiveJobs>> {
  const question = { branches: branchIds(caller), statuses: notEnded, limit: MOST };
  const listed = await readModel.jobs(caller.company, question);
  if (!listed.ok) return listed;
  const { jobs } = listed.value;
  return accepted({ total: jobs.length, jobs });
}
