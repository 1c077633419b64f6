import type { TimelineEntry } from "@printermaster/contracts";
import { Time } from "../shell/times.tsx";
import { eventWords, statusInWords, toneOf } from "./job-words.ts";

export const Timeline = ({ entries }: { entries: readonly TimelineEntry[] }) => (
  <ol class="timeline">
    {entries.map((entry, index) => (
      <li key={entry.sequence} class={toneOf(entry)} data-event={entry.type}>
        <span>
          {wordsOf(entry, entries[index - 1])}
          {entry.signed && <span class="quiet"> · signed by the agent</span>}
        </span>
        <Time at={entry.at} />
        <span class="quiet">{sinceFirst(entries, index)}</span>
      </li>
    ))}
  </ol>
);

/** A job keeps its detail: it is told once, where it came. */
function wordsOf(entry: TimelineEntry, before: TimelineEntry | undefined): string {
  const { type, attempt } = entry;
  const detail = entry.detail === before?.detail ? undefined : entry.detail;
  const what = type === "PrintHeld" ? statusInWords(entry) : eventWords[type];
  const again = type === "PrintDispatched" && attempt > 1 ? `, attempt ${attempt}` : "";
  return `${what}${again}${detail ? `: ${detail}` : ""}`;
}

function sinceFirst(entries: readonly TimelineEntry[], index: number): string {
  const [first] = entries;
  const entry = entries[index];
  if (index === 0 || !first || !entry) return "";
  return `+${Date.parse(entry.at) - Date.parse(first.at)} ms`;
}
