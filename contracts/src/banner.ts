/** What is printed above a ticket that is not simply the job that somebody submitted. */
import { z } from "zod";
import type { Job } from "./jobs.ts";

export const Banner = z.array(z.string().min(1).max(200)).min(1).max(6);
export type Banner = z.infer<typeof Banner>;

/** Told by the job alone, so that whoever draws its paper draws the same. */
export function bannerOf(job: Job): Banner | undefined {
  const lines = [...copyLines(job), ...standInLines(job)];
  return lines.length > 0 ? lines : undefined;
}

function copyLines({ copyOf, possibleDuplicate, submittedBy, submittedAt }: Job): string[] {
  if (!copyOf) return [];
  return [
    possibleDuplicate ? "POSSIBLE DUPLICATE" : "COPY",
    `of ${copyOf}`,
    `by ${submittedBy.name}, ${submittedAt.slice(0, 16).replace("T", " ")} UTC`,
  ];
}

const standInLines = ({ standsInFor }: Job): string[] =>
  standsInFor ? [`INSTEAD OF ${standsInFor.name}`] : [];
