import { clockTime } from "../shell/times.tsx";
import type { Shown } from "./flow.ts";
import { milliseconds, size } from "./measures.ts";

interface FlowTableProps {
  readonly events: readonly Shown[];
  /** Before they were filtered. */
  readonly all: number;
  readonly onPick: (correlationId: string) => void;
}

export function FlowTable({ events, all, onPick }: FlowTableProps) {
  if (events.length === 0)
    return (
      <p class="quiet empty">
        {all === 0
          ? "Nothing has happened yet."
          : `None of the last ${all} events fits the filter.`}
      </p>
    );
  return (
    <div class="panel scroll">
      <table aria-labelledby="flow">
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Event</th>
            <th scope="col">Who</th>
            <th scope="col">Branch</th>
            <th scope="col" class="number">
              Size
            </th>
            <th scope="col" class="number">
              Took
            </th>
            <th scope="col">Outcome</th>
            <th scope="col">Correlation id</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <FlowRow key={event.id} event={event} onPick={onPick} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FlowRow({ event, onPick }: { event: Shown; onPick: FlowTableProps["onPick"] }) {
  const { at, over, direction, name, peer, branch, bytes, ms, outcome, correlationId } = event;
  return (
    <tr data-event={name}>
      <td data-label="Time">{clockTime(at)}</td>
      <td data-label="Event">
        <span class={`over ${over}`} title={`${over}, ${direction}`}>
          {direction === "in" ? "→" : "←"} {over}
        </span>{" "}
        {name}
      </td>
      <td data-label="Who">{peer ?? "—"}</td>
      <td data-label="Branch">{branch ?? "—"}</td>
      <td data-label="Size" class="number">
        {size(bytes)}
      </td>
      <td data-label="Took" class="number">
        {ms === undefined ? "—" : milliseconds(ms)}
      </td>
      <td data-label="Outcome">
        {outcome && <span class={`state ${outcome === "ok" ? "good" : "bad"}`}>{outcome}</span>}
      </td>
      <td data-label="Correlation id">
        {correlationId && (
          <button type="button" class="plain" onClick={() => onPick(correlationId)}>
            <code>{correlationId}</code>
          </button>
        )}
      </td>
    </tr>
  );
}
