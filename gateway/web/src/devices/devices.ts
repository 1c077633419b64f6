/** What the page of devices shows, as the server last told it. */
import { signal } from "@preact/signals";
import type {
  AgentList,
  AgentView,
  ApiKey,
  ApiKeyList,
  Licence,
  LicenceList,
} from "@printermaster/contracts";
import { getJson, inWords } from "../session/http.ts";

export interface Devices {
  readonly agents: readonly AgentView[];
  readonly licences: readonly Licence[];
  readonly apiKeys: readonly ApiKey[];
}

export const devices = signal<Devices | undefined>(undefined);
export const problem = signal<string | undefined>(undefined);

export async function lookAtDevices(): Promise<void> {
  try {
    const [{ agents }, { licences }, { apiKeys }] = await Promise.all([
      getJson<AgentList>("/v1/agents"),
      getJson<LicenceList>("/v1/licences"),
      getJson<ApiKeyList>("/v1/api-keys"),
    ]);
    devices.value = { agents, licences, apiKeys };
    problem.value = undefined;
  } catch (error) {
    problem.value = inWords(error);
  }
}

/** What somebody asked for is done, or said why not; then the page is as the server has it. */
export async function change(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
    await lookAtDevices();
  } catch (error) {
    problem.value = inWords(error);
  }
}
