import { useSignal } from "@preact/signals";
import type { GatewayListeners, ListenerCount, ListenersReport } from "@printermaster/contracts";
import { useEffect } from "preact/hooks";
import { getJson, inWords } from "../session/http.ts";
import { duration } from "./measures.ts";

const EVERY_MS = 5000;

const suspicionWords: Record<NonNullable<ListenerCount["suspicion"]>, string> = {
  "too-many-on-one": "too many on one",
  growing: "keeps growing",
};

export function ListenersPage() {
  const report = useSignal<ListenersReport | undefined>(undefined);
  const problem = useSignal<string | undefined>(undefined);
  useEffect(() => {
    const look = async () => {
      try {
        report.value = await getJson<ListenersReport>("/v1/admin/listeners");
        problem.value = undefined;
      } catch (error) {
        problem.value = inWords(error);
      }
    };
    void look();
    const timer = setInterval(() => void look(), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <section class="admin" aria-labelledby="listeners">
      <h2 id="listeners">Listeners</h2>
      <p class="quiet">
        What listens in each gateway. What one has too many of, or what grows while there are not
        more sockets, looks like a leak.
      </p>
      {problem.value && <p class="notice bad">{problem.value}</p>}
      {report.value === undefined && !problem.value && <p class="quiet">Asking the gateways…</p>}
      {report.value?.gateways.map((gateway) => (
        <Gateway key={gateway.gateway} gateway={gateway} />
      ))}
    </section>
  );
}

function Gateway({ gateway }: { gateway: GatewayListeners }) {
  const suspected = gateway.listeners.filter(({ suspicion }) => suspicion).length;
  const refused = Object.entries(gateway.refused);
  return (
    <section class="panel gateway" aria-label={gateway.gateway}>
      <h3>{gateway.gateway}</h3>
      <dl class="facts">
        <Fact label="Sockets" value={String(gateway.sockets)} />
        <Fact label="Up for" value={duration(gateway.uptimeSeconds)} />
        <Fact label="Heap" value={`${gateway.heapMegabytes} MB`} />
        <Fact
          label="Suspected"
          value={suspected === 0 ? "none" : String(suspected)}
          tone={suspected === 0 ? "good" : "bad"}
        />
      </dl>
      <ListenerTable listeners={gateway.listeners} />
      {refused.length > 0 && (
        <details>
          <summary>Refused and cut since the start</summary>
          <dl class="facts">
            {refused.map(([what, count]) => (
              <Fact key={what} label={what} value={String(count)} />
            ))}
          </dl>
        </details>
      )}
    </section>
  );
}

const Fact = ({ label, value, tone = "" }: { label: string; value: string; tone?: string }) => (
  <div>
    <dt>{label}</dt>
    <dd class={tone}>{value}</dd>
  </div>
);

const ListenerTable = ({ listeners }: { listeners: readonly ListenerCount[] }) => (
  <div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">On</th>
          <th scope="col">Event</th>
          <th scope="col" class="number">
            Listeners
          </th>
          <th scope="col" class="number">
            Most on one
          </th>
          <th scope="col">Suspicion</th>
        </tr>
      </thead>
      <tbody>
        {inOrder(listeners).map(({ on, event, count, mostOnOne, suspicion }) => (
          <tr key={`${on} ${event}`}>
            <td data-label="On">{on}</td>
            <td data-label="Event">
              <code>{event}</code>
            </td>
            <td data-label="Listeners" class="number">
              {count}
            </td>
            <td data-label="Most on one" class="number">
              {mostOnOne}
            </td>
            <td data-label="Suspicion">
              {suspicion ? <span class="state bad">{suspicionWords[suspicion]}</span> : "—"}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

/** What is suspected comes first. */
const inOrder = (listeners: readonly ListenerCount[]): ListenerCount[] =>
  listeners.toSorted((a, b) => Number(Boolean(b.suspicion)) - Number(Boolean(a.suspicion)));
