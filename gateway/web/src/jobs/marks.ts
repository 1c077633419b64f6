/** What sets a job apart from one that somebody simply asked for, and the other job that it belongs to. */
import type { Job } from "@printermaster/contracts";

export interface Mark {
  readonly words: string;
  readonly jobId?: string;
}

export const marksOf = (job: Job): Mark[] => [...originOf(job), ...fateOf(job)];

function originOf({ copyOf, possibleDuplicate, standsInFor, retryOf, lists }: Job): Mark[] {
  const marks: Mark[] = [];
  if (copyOf)
    marks.push({ words: possibleDuplicate ? "Possible duplicate of" : "Copy of", jobId: copyOf });
  if (standsInFor) marks.push({ words: `Instead of ${standsInFor.name}` });
  if (retryOf) marks.push({ words: "Retry of", jobId: retryOf });
  if (lists)
    marks.push({ words: lists.length === 1 ? "Lists one job" : `Lists ${lists.length} jobs` });
  return marks;
}

function fateOf({ retriedAs, deadLetter, listedOn }: Job): Mark[] {
  const marks: Mark[] = [];
  if (retriedAs) marks.push({ words: "Retried as", jobId: retriedAs });
  if (deadLetter === "discarded") marks.push({ words: "Discarded" });
  if (listedOn) marks.push({ words: "Listed on", jobId: listedOn });
  return marks;
}
