import { useSignal } from "@preact/signals";
import { hasEnded, type CancelResult, type Job } from "@printermaster/contracts";
import { inWords, postJson } from "../session/http.ts";

const words: Record<CancelResult["came"], string> = {
  "in-time": "Cancelled in time: nothing will come out.",
  requested: "The branch's agent is away. It will be asked before it may print.",
};

export function CancelButton({ job: { jobId, status } }: { job: Job }) {
  const said = useSignal<string | undefined>(undefined);
  const asking = useSignal(false);
  const cancel = async () => {
    asking.value = true;
    said.value = await postJson<CancelResult>(`/v1/jobs/${jobId}/cancel`).then(
      ({ came }) => words[came],
      inWords,
    );
    asking.value = false;
  };
  return (
    <p class="cancel">
      {!hasEnded(status) && (
        <button type="button" disabled={asking.value} onClick={() => void cancel()}>
          Cancel job
        </button>
      )}
      <span role="status">{said.value}</span>
    </p>
  );
}
