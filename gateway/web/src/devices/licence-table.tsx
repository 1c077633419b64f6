import type { ApiKey, Branch, Licence } from "@printermaster/contracts";
import { remove } from "../session/http.ts";
import { Time } from "../shell/times.tsx";
import { change } from "./devices.ts";
import { expiryOf } from "./expiry.ts";
import { SureButton } from "./sure-button.tsx";

type Branches = { readonly branches: readonly Branch[] };

const nameIn = (branches: readonly Branch[], id: string): string =>
  branches.find((branch) => branch.id === id)?.name ?? id;

const Expires = ({ expiresAt, revokedAt }: Pick<Licence, "expiresAt" | "revokedAt">) => {
  if (revokedAt) return <span class="state bad">revoked</span>;
  const { words, tone } = expiryOf(expiresAt, Date.now());
  return tone ? <span class={`state ${tone}`}>{words}</span> : <>{words}</>;
};

export const LicenceTable = ({
  licences,
  branches,
}: { licences: readonly Licence[] } & Branches) => (
  <section class="panel gateway" aria-label="Licences">
    <h3>Licences</h3>
    <p class="quiet">
      A licence belongs to the first machines that come with it. Release one that is switched off,
      and another may take its place.
    </p>
    {licences.map((licence) => (
      <div key={licence.id} data-licence={licence.id}>
        <p>
          <strong>{licence.name}</strong>{" "}
          <span class="quiet">
            {nameIn(branches, licence.branchId)} · {licence.bound.length} of {licence.devices} in
            use ·
          </span>{" "}
          <Expires {...licence} />
        </p>
        {licence.bound.length > 0 && <Bound licence={licence} />}
      </div>
    ))}
    {licences.length === 0 && <p class="quiet">None.</p>}
  </section>
);

const Bound = ({ licence: { id, bound } }: { licence: Licence }) => (
  <div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">Device</th>
          <th scope="col">Since</th>
          <th scope="col" aria-label="What can be done"></th>
        </tr>
      </thead>
      <tbody>
        {bound.map(({ deviceId, at }) => (
          <tr key={deviceId} data-device={deviceId}>
            <td data-label="Device">{deviceId}</td>
            <td data-label="Since">
              <Time at={at} />
            </td>
            <td>
              <SureButton
                label="Release"
                onSure={() => void change(() => remove(`/v1/licences/${id}/devices/${deviceId}`))}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

export const ApiKeyTable = ({ apiKeys, branches }: { apiKeys: readonly ApiKey[] } & Branches) => (
  <section class="panel gateway" aria-label="API keys">
    <h3>API keys</h3>
    {apiKeys.map((key) => (
      <p key={key.id}>
        <strong>{key.name}</strong>{" "}
        <span class="quiet">
          {key.branches?.map((id) => nameIn(branches, id)).join(", ") ?? "all branches"} ·
        </span>{" "}
        <Expires {...key} />
      </p>
    ))}
    {apiKeys.length === 0 && <p class="quiet">None.</p>}
  </section>
);
