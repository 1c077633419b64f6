import type { ComponentChildren } from "preact";
import type { Job } from "@printermaster/contracts";
import { printerNames } from "../live/board.ts";
import { session } from "../session/session.ts";
import { Copyable } from "../shell/copyable.tsx";
import { Time } from "../shell/times.tsx";
import { proofWords } from "../test-print/step-words.ts";
import { JobMarks, ListedJobs } from "./job-marks.tsx";
import { classWords, statusInWords, toneOf } from "./job-words.ts";
import { marksOf } from "./marks.ts";

export const JobFacts = ({ job }: { job: Job }) => (
  <dl class="facts">
    <Fact name="Status">
      <span class={`state ${toneOf(job)}`} data-status={job.status}>
        {statusInWords(job)}
      </span>
    </Fact>
    {job.proof && <Fact name="Proof">{proofWords[job.proof]}</Fact>}
    <JobMarksFact job={job} />
    {job.detail && !wentWell(job) && <Fact name="Detail">{job.detail}</Fact>}
    <Fact name="Printer">{printerNames.value.get(job.printerId) ?? job.printerId}</Fact>
    <Fact name="Branch">{branchName(job.branch)}</Fact>
    <Fact name="Class">{classWords[job.class]}</Fact>
    {job.title && <Fact name="Title">{job.title}</Fact>}
    <Fact name="Asked for by">{job.submittedBy.name}</Fact>
    <Fact name="Asked for at">
      <Time at={job.submittedAt} />
    </Fact>
    <Fact name="Print by">
      <Time at={job.expiresAt} />
    </Fact>
    <Copyable label="Correlation id" value={job.correlationId} />
    {job.traceId && <Copyable label="Trace id" value={job.traceId} />}
  </dl>
);

const JobMarksFact = ({ job }: { job: Job }) =>
  marksOf(job).length > 0 && (
    <Fact name="Marks">
      <JobMarks job={job} />
      <ListedJobs job={job} />
    </Fact>
  );

/** Then its detail is that of an attempt before. */
const wentWell = ({ status }: Job): boolean => status === "completed" || status === "canceled";

const Fact = ({ name, children }: { name: string; children: ComponentChildren }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

const branchName = (id: string): string =>
  session.value?.branches.find((branch) => branch.id === id)?.name ?? id;
