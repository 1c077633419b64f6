import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { JobWithTimeline } from "@printermaster/contracts";
import { jobs } from "../live/board.ts";
import { getJson, inWords } from "../session/http.ts";
import { closeJob } from "../shell/route.ts";
import { TicketPicture } from "../ticket/ticket-picture.tsx";
import { CancelButton } from "./cancel-button.tsx";
import { JobFacts } from "./job-facts.tsx";
import { RepeatButtons } from "./repeat-buttons.tsx";
import { Timeline } from "./timeline.tsx";

export function JobDetail({ jobId }: { jobId: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const { history, problem } = useHistory(jobId);
  return (
    <dialog ref={dialog} class="job" aria-labelledby="job-title" onClose={closeJob}>
      <div class="job-head">
        <h2 id="job-title">
          Job <code>{jobId}</code>
        </h2>
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
      {problem && (
        <p class="notice bad" role="alert">
          {problem}
        </p>
      )}
      {history && <JobBody history={history} />}
    </dialog>
  );
}

const JobBody = ({ history: { job, timeline } }: { history: JobWithTimeline }) => (
  <div class="job-body">
    <div>
      <JobFacts job={job} />
      <CancelButton job={job} />
      <RepeatButtons job={job} />
      <h3>Timeline</h3>
      <Timeline entries={timeline} />
    </div>
    <TicketPicture
      key={job.paperHash ?? "preview"}
      jobId={job.jobId}
      subject={job.title || `of job ${job.jobId}`}
    />
  </div>
);

/** Read from the log again whenever the list hears of a change. */
function useHistory(jobId: string) {
  const history = useSignal<JobWithTimeline | undefined>(undefined);
  const problem = useSignal<string | undefined>(undefined);
  const changedAt = jobs.value?.find((job) => job.jobId === jobId)?.updatedAt;
  useEffect(() => {
    let wanted = true;
    getJson<JobWithTimeline>(`/v1/jobs/${jobId}`).then(
      (read) => wanted && (history.value = read),
      (error: unknown) => wanted && (problem.value = inWords(error)),
    );
    return () => {
      wanted = false;
    };
  }, [jobId, changedAt]);
  return { history: history.value, problem: problem.value };
}
