import type { Job } from "@printermaster/contracts";
import { jobs, printerNames } from "../live/board.ts";
import { jobAddress } from "../shell/route.ts";
import { Time } from "../shell/times.tsx";
import { proofWords } from "../test-print/step-words.ts";
import { JobMarks } from "./job-marks.tsx";
import { classWords, statusInWords, toneOf } from "./job-words.ts";

export function JobsTable() {
  if (jobs.value === undefined) return undefined;
  return (
    <section aria-labelledby="recent-jobs">
      <h2 id="recent-jobs">Recent jobs</h2>
      {jobs.value.length === 0 ? (
        <p class="quiet">Nothing has been printed yet.</p>
      ) : (
        <div class="panel scroll">
          <table aria-labelledby="recent-jobs">
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">Printer</th>
                <th scope="col">Class</th>
                <th scope="col">Status</th>
                <th scope="col">Proof</th>
                <th scope="col">Correlation id</th>
              </tr>
            </thead>
            <tbody>
              {jobs.value.map((job) => (
                <JobRow key={job.jobId} job={job} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

const JobRow = ({ job }: { job: Job }) => (
  <tr data-job={job.jobId} data-status={job.status}>
    <td data-label="Time">
      <a class="row-link" href={jobAddress(job.jobId)}>
        <Time at={job.submittedAt} />
      </a>
    </td>
    <td data-label="Printer">{printerNames.value.get(job.printerId) ?? job.printerId}</td>
    <td data-label="Class">
      {classWords[job.class]}
      <JobMarks job={job} />
    </td>
    <td data-label="Status">
      <span class={`state ${toneOf(job)}`}>{statusInWords(job)}</span>
    </td>
    <td data-label="Proof">{job.proof ? proofWords[job.proof] : "—"}</td>
    <td data-label="Correlation id">
      <code>{job.correlationId}</code>
    </td>
  </tr>
);
