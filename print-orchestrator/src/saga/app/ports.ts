import type { Log } from "@printermaster/runtime";
import type { Agents } from "../../fleet/app/agents.ts";
import type { FleetLog } from "../../fleet/app/ports.ts";
import type { DeadLetters, Documents, JobLog, Origins } from "../../jobs/app/ports.ts";
import type { OpenWork } from "../domain/open-work.ts";
import type { OwedLetters } from "../domain/owed-letters.ts";

export type { Agents, Offered } from "../../fleet/app/agents.ts";

export interface SagaDeps {
  readonly work: OpenWork;
  readonly owed: OwedLetters;
  readonly jobs: JobLog;
  readonly documents: Documents;
  readonly letters: DeadLetters;
  readonly fleet: FleetLog;
  readonly agents: Agents;
  readonly origins: Origins;
  readonly now: () => Date;
  readonly chance: () => number;
  /** The same text, the same id. */
  readonly idOf: (text: string) => string;
  readonly keyedHash: (text: string) => string;
  readonly after: (ms: number, run: () => void) => { readonly cancel: () => void };
  readonly log: Log;
}
