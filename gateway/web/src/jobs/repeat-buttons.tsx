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
export function RepeatButtons({
  job: { jobId, status, class: jobClass, deadLetter },
}: {
  job: Job;
}) {
  const said = useSignal<Said | undefined>(undefined);
  const asking = useSignal(false);
  // Until it is answered it is the same copy that is asked for, however often.
  const key = useRef(newIntent().idempotencyKey);
  const ask = async (verb: "retry" | "reprint", words: string) => {
    asking.value = true;
    const headers = { [httpHeaders.idempotencyKey]: key.current };
    said.value = await postJson<{ job: Job }>(`/v1/jobs/${jobId}/${verb}`, headers).then(
      ({ job }) => {
        key.current = newIntent().idempotencyKey;
        return { words, jobId: job.jobId };
      },
      (error: unknown) => ({ words: inWords(error) }),
    );
    asking.value = false;
  };
  const repeatable = hasEnded(status) && jobClass !== "drawer";
  return (
    <p class="repeat">
      {repeatable && deadLetter === "waiting" && (
        <Button
          text="Retry"
          asking={asking.value}
          press={() => ask("retry", "It goes out again")}
        />
      )}
      {repeatable && !deadLetter && (
        <Button
          text="Print a copy"
          asking={asking.value}
          press={() => ask("reprint", "A marked copy goes out")}
        />
      )}
      <span role="status">
        {said.value?.words}
        {said.value?.jobId && (
          <>
            {" as "}
            <a href={jobAddress(said.value.jobId)}>{said.value.jobId}</a>.
          </>
        )}
      </span>
    </p>
  );
}

interface ButtonProps {
  readonly text: string;
  readonly asking: boolean;
  readonly press: () => Promise<void>;
}

const Button = ({ text, asking, press }: ButtonProps) => (
  <button type="button" disabled={asking} onClick={() => void press()}>
    {text}
  </button>
);
