import { useEffect } from "preact/hooks";
import { Copyable } from "../shell/copyable.tsx";
import { clockTime } from "../shell/times.tsx";
import { jobAddress } from "../shell/route.ts";
import { TicketPicture } from "../ticket/ticket-picture.tsx";
import type { Run } from "./run.ts";
import { stepDetail, stepTitles } from "./step-words.ts";
import { stepsOf, type Step } from "./steps.ts";
import { resultSeen } from "./test-print.ts";

export function RunView({ run, printerName }: { run: Run; printerName: string }) {
  const { intent, jobId, job, ending } = run;
  useEffect(() => {
    if (ending !== undefined && ending !== "completed") resultSeen(run);
  }, [ending]);

  return (
    <section class="run" aria-label={`Test print on ${printerName}`} data-ending={ending ?? "none"}>
      <ol class="steps">
        {stepsOf(run).map((step) => (
          <StepLine key={step.name} run={run} step={step} />
        ))}
      </ol>
      {run.stage === "waiting" && ending === undefined && job && (
        <p class="quiet">Unless it can be printed by {clockTime(job.expiresAt)}, it expires.</p>
      )}
      {jobId && ending === "completed" && (
        <TicketPicture
          jobId={jobId}
          subject={`printed ${job?.standsInFor ? "instead of" : "on"} ${printerName}`}
          onShown={() => resultSeen(run)}
        />
      )}
      <dl class="ids">
        <Copyable label="Correlation id" value={intent.correlationId} />
        <Copyable label="Trace id" value={intent.traceId} />
      </dl>
      {jobId && (
        <p>
          <a href={jobAddress(jobId)}>Open job {shortId(jobId)}</a>
        </p>
      )}
    </section>
  );
}

function StepLine({ run, step: { name, state, ms } }: { run: Run; step: Step }) {
  const detail = state === "todo" || state === "skipped" ? undefined : stepDetail(run, name);
  return (
    <li
      data-step={name}
      data-state={state}
      {...(state === "now" ? { "aria-current": "step" as const } : {})}
    >
      <span class="step-title">
        {stepTitles[name]}
        {name === "accepted" && run.jobId && (
          <span class="quiet">
            {" "}
            job <code>{shortId(run.jobId)}</code>
          </span>
        )}
      </span>
      <span class="step-time">{ms !== undefined && `${ms} ms`}</span>
      {detail && <span class="step-detail">{detail}</span>}
    </li>
  );
}

const shortId = (id: string): string => id.slice(0, 8);
