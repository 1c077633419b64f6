import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { hasEnded, httpHeaders, type Job } from "@printermaster/contracts";
import { inWords, postJson } from "../session/http.ts";
import { jobAddress } from "../shell/route.ts";
import { newIntent } from "../test-print/intent.ts";

interface Said {
  readonly words: string;
  readonly jobId?: string;
}

/** Once more: what could not be printed as itself, anything else as a marked copy. */
export function RepeatButtons({ job }: { job: Job }) {
  const { jobId, status, class: jobClass, deadLetter } = job;
  const { said, asking, ask } = useRepeat(jobId);
  const repeatable = hasEnded(status) && jobClass !== "drawer";
  return (
    <p class="repeat">
      {repeatable && deadLetter === "waiting" && (
        <button type="button" disabled={asking} onClick={() => ask("retry")}>
          Retry
        </button>
      )}
      {repeatable && !deadLetter && (
        <button type="button" disabled={asking} onClick={() => ask("reprint")}>
          Print a copy
        </button>
      )}
      <span role="status">
        {said?.words}
        {said?.jobId && <a href={jobAddress(said.jobId)}>{said.jobId}</a>}
      </span>
    </p>
  );
}

type Verb = "retry" | "reprint";
const words: Record<Verb, string> = {
  retry: "It goes out again as ",
  reprint: "A marked copy goes out as ",
};

function useRepeat(jobId: string) {
  const said = useSignal<Said | undefined>(undefined);
  const asking = useSignal(false);
  // Until it is answered it is the same copy that is asked for, however often.
  const key = useRef(newIntent().idempotencyKey);
  const ask = async (verb: Verb) => {
    asking.value = true;
    const headers = { [httpHeaders.idempotencyKey]: key.current };
    said.value = await postJson<{ job: Job }>(`/v1/jobs/${jobId}/${verb}`, { headers }).then(
      ({ job }) => {
        key.current = newIntent().idempotencyKey;
        return { words: words[verb], jobId: job.jobId };
      },
      (error: unknown) => ({ words: inWords(error) }),
    );
    asking.value = false;
  };
  return { said: said.value, asking: asking.value, ask: (verb: Verb) => void ask(verb) };
}
