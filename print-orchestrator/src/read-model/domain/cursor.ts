/** Where a page of jobs ended: opaque to whoever carries it to the next one. */
import type { Job } from "@printermaster/contracts";

/** By these two the list is ordered: a job that comes meanwhile is before the first page, never between two. */
export type Place = Pick<Job, "submittedAt" | "jobId">;

export const cursorOf = ({ submittedAt, jobId }: Place): string => `${submittedAt}_${jobId}`;

export function placeOf(cursor: string): Place {
  const [submittedAt = "", jobId = ""] = cursor.split("_");
  return { submittedAt, jobId };
}
