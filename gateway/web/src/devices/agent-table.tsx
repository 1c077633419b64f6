import { useSignal } from "@preact/signals";
import type { AgentView, Branch } from "@printermaster/contracts";
import { PairDialog } from "../pairing/pair-dialog.tsx";
import { remove } from "../session/http.ts";
import { Time } from "../shell/times.tsx";
import { change } from "./devices.ts";
import { SureButton } from "./sure-button.tsx";

interface Shown {
  readonly agents: readonly AgentView[];
  readonly branches: readonly Branch[];
}

export const AgentTable = ({ agents, branches }: Shown) => (
  <section class="panel gateway" aria-label="Agents">
    <h3>Agents</h3>
    <p class="quiet">
      A machine that was installed anew keeps its place when it is paired anew: its new key counts,
      and whoever still has the old one is cut off.
    </p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Device</th>
            <th scope="col">Branch</th>
            <th scope="col">State</th>
            <th scope="col">Comes with</th>
            <th scope="col" aria-label="What can be done"></th>
          </tr>
        </thead>
        <tbody>
          {agents.map((agent) => (
            <Agent key={`${agent.branchId} ${agent.deviceId}`} agent={agent} branches={branches} />
          ))}
        </tbody>
      </table>
    </div>
    {agents.length === 0 && <p class="quiet">None yet: pair one from the page of prints.</p>}
  </section>
);

function Agent({ agent, branches }: { agent: AgentView } & Pick<Shown, "branches">) {
  const { deviceId, branchId, name, credential, connected, pairedAt, revokedAt } = agent;
  const branch = branches.find(({ id }) => id === branchId);
  const isOurs = credential === "device-key" && !revokedAt;
  return (
    <tr data-device={deviceId}>
      <td data-label="Device">
        <span>
          {name ?? deviceId} {name && <code class="quiet">{deviceId}</code>}
        </span>
      </td>
      <td data-label="Branch">{branch?.name ?? branchId}</td>
      <td data-label="State">{stateOf(connected, revokedAt)}</td>
      <td data-label="Comes with">
        <span>
          {credential === "licence" ? "a licence" : "a key, paired "}
          {pairedAt && <Time at={pairedAt} />}
        </span>
      </td>
      <td>{isOurs && branch && <Choices agent={agent} branch={branch} />}</td>
    </tr>
  );
}

const stateOf = (connected: boolean, revokedAt: string | undefined) => {
  if (revokedAt) return <span class="state bad">revoked</span>;
  return connected ? <span class="state good">connected</span> : "away";
};

function Choices({ agent: { deviceId, name }, branch }: { agent: AgentView; branch: Branch }) {
  const pairing = useSignal(false);
  const device = { id: deviceId, name: name ?? deviceId };
  return (
    <div>
      <button type="button" onClick={() => (pairing.value = true)}>
        Pair anew
      </button>{" "}
      <SureButton
        label="Revoke"
        onSure={() => void change(() => remove(`/v1/devices/${deviceId}`))}
      />
      {pairing.value && (
        <PairDialog branch={branch} device={device} onClose={() => (pairing.value = false)} />
      )}
    </div>
  );
}
