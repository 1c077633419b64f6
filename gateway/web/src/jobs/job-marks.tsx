import type { Job } from "@printermaster/contracts";
import { jobAddress } from "../shell/route.ts";
import { marksOf } from "./marks.ts";

export const JobMarks = ({ job }: { job: Job }) => {
  const marks = marksOf(job);
  if (marks.length === 0) return undefined;
  return (
    <ul class="marks">
      {marks.map(({ words, jobId }) => (
        <li key={words}>
          {words} {jobId && <JobLink jobId={jobId} />}
        </li>
      ))}
    </ul>
  );
};

export const ListedJobs = ({ job: { lists = [] } }: { job: Job }) =>
  lists.length > 0 && (
    <ul class="marks">
      {lists.map((jobId) => (
        <li key={jobId}>
          <JobLink jobId={jobId} />
        </li>
      ))}
    </ul>
  );

const JobLink = ({ jobId }: { jobId: string }) => (
  <a class="job-link" href={jobAddress(jobId)}>
    <code>{jobId}</code>
  </a>
);
