import { useSignal, type Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { FlowTable } from "./flow-table.tsx";
import {
  clearFlow,
  flow,
  flowProblem,
  flowState,
  followFlow,
  isWanted,
  missed,
  type FlowState,
  type Wanted,
} from "./flow.ts";

const stateWords: Record<FlowState, string> = {
  connecting: "Connecting…",
  live: "Live",
  paused: "Paused",
  lost: "Reconnecting…",
};

export function FlowPage() {
  const paused = useSignal(false);
  const wanted = useSignal<Wanted>({ text: "", over: "all" });
  useEffect(() => (paused.value ? undefined : followFlow()), [paused.value]);
  const shown = flow.value.filter((event) => isWanted(wanted.value, event));
  return (
    <section class="admin" aria-labelledby="flow">
      <h2 id="flow">Socket and broker flow</h2>
      <p class="quiet">
        What this company's sockets and the broker exchange, from now on. Sizes and times, never
        what was said.
      </p>
      <FlowFilters wanted={wanted} paused={paused} />
      {flowProblem.value && <p class="notice bad">{flowProblem.value}</p>}
      {missed.value > 0 && <p class="notice">{missed.value} events came too fast to be shown.</p>}
      <FlowTable
        events={shown}
        all={flow.value.length}
        onPick={(text) => (wanted.value = { ...wanted.value, text })}
      />
    </section>
  );
}

interface FlowFiltersProps {
  readonly wanted: Signal<Wanted>;
  readonly paused: Signal<boolean>;
}

function FlowFilters({ wanted, paused }: FlowFiltersProps) {
  const change = (part: Partial<Wanted>) => (wanted.value = { ...wanted.value, ...part });
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()}>
      <label>
        Filter
        <input
          type="search"
          placeholder="correlation id, event, branch, outcome…"
          value={wanted.value.text}
          onInput={({ currentTarget }) => change({ text: currentTarget.value })}
        />
      </label>
      <label>
        Over
        <select
          value={wanted.value.over}
          onChange={({ currentTarget }) => change({ over: currentTarget.value as Wanted["over"] })}
        >
          <option value="all">everything</option>
          <option value="socket">sockets</option>
          <option value="broker">the broker</option>
        </select>
      </label>
      <button type="button" onClick={() => (paused.value = !paused.value)}>
        {paused.value ? "Go on" : "Pause"}
      </button>
      <button type="button" onClick={clearFlow}>
        Clear
      </button>
      <p class="link" role="status" data-link={flowState.value}>
        {stateWords[flowState.value]}
      </p>
    </form>
  );
}
