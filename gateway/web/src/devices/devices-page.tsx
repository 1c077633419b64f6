import { useEffect } from "preact/hooks";
import { session } from "../session/session.ts";
import { AgentTable } from "./agent-table.tsx";
import { devices, lookAtDevices, problem } from "./devices.ts";
import { ApiKeyTable, LicenceTable } from "./licence-table.tsx";

const EVERY_MS = 5000;

export function DevicesPage() {
  useEffect(() => {
    void lookAtDevices();
    const timer = setInterval(() => void lookAtDevices(), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const branches = session.value?.branches ?? [];
  return (
    <section class="admin" aria-labelledby="devices">
      <h2 id="devices">Devices</h2>
      {problem.value && (
        <p class="notice bad" role="alert">
          {problem.value}
        </p>
      )}
      {devices.value === undefined && !problem.value && <p class="quiet">Asking the server…</p>}
      {devices.value && (
        <>
          <AgentTable agents={devices.value.agents} branches={branches} />
          <LicenceTable licences={devices.value.licences} branches={branches} />
          <ApiKeyTable apiKeys={devices.value.apiKeys} branches={branches} />
        </>
      )}
    </section>
  );
}
