import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { inWords } from "../session/http.ts";
import { fetchPaper, paperWords, type Paper } from "./paper.ts";

interface Props {
  readonly jobId: string;
  /** Completes the sentence that begins "Ticket". */
  readonly subject: string;
  readonly onShown?: () => void;
}

export function TicketPicture({ jobId, subject, onShown }: Props) {
  const { paper, problem } = usePaper(jobId, onShown);
  if (problem !== undefined) return <p class="notice">No picture: {problem}</p>;
  if (paper === undefined) return <p class="quiet">Drawing the ticket…</p>;
  return (
    <figure class="ticket">
      <img src={paper.address} alt={`Ticket ${subject}`} onLoad={() => onShown?.()} />
      <figcaption data-paper={paper.kind}>{paperWords[paper.kind]}</figcaption>
    </figure>
  );
}

/** The person who learns that there is no picture has seen the result, too. */
function usePaper(jobId: string, onShown: (() => void) | undefined) {
  const paper = useSignal<Paper | undefined>(undefined);
  const problem = useSignal<string | undefined>(undefined);
  useEffect(() => {
    let wanted = true;
    fetchPaper(jobId).then(
      (fetched) => {
        if (wanted) paper.value = fetched;
        else URL.revokeObjectURL(fetched.address);
      },
      (error: unknown) => {
        problem.value = inWords(error);
        onShown?.();
      },
    );
    return () => {
      wanted = false;
      if (paper.value !== undefined) URL.revokeObjectURL(paper.value.address);
    };
  }, [jobId]);
  return { paper: paper.value, problem: problem.value };
}
