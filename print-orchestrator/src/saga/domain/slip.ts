/** The paper that comes instead of jobs that waited too long: told by those jobs alone, so that every owner writes the same. */
import type { Block, JobState, Receipt } from "@printermaster/contracts";

export const SLIP_TITLE = "Not printed during an outage";

export const slipOf = (listed: readonly JobState[]): Receipt => ({
  kind: "receipt",
  title: SLIP_TITLE,
  blocks: [
    { type: "text", text: SLIP_TITLE, align: "center", bold: true },
    { type: "text", text: `${listed.length} of them; times are UTC`, align: "center" },
    { type: "rule" },
    ...listed.flatMap(entryOf),
  ],
});

function entryOf(job: JobState): Block[] {
  const { title, documentKind, submittedAt, submittedBy, jobId } = job;
  const when = submittedAt.slice(5, 16).replace("T", " ");
  return [
    { type: "text", text: `${when}  ${title || documentKind}`, bold: true },
    { type: "text", text: `${submittedBy.name}, job ...${jobId.slice(-6)}` },
  ];
}
