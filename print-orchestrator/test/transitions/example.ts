/** What a job is told, what it makes of it, and the state after that. */
import type { PrintCommand, PrintEvent } from "../../src/jobs/domain/print-job.ts";

export interface Example {
  readonly that: string;
  readonly after: readonly PrintEvent[];
  readonly when: PrintCommand;
  /** In short: type and the data that matters. Empty: it changes nothing. */
  readonly told: readonly { readonly type: PrintEvent["type"]; readonly data?: object }[];
  /** Of the state after it. */
  readonly is: object;
}

export const example = (
  that: string,
  after: readonly PrintEvent[],
  when: PrintCommand,
  told: Example["told"][number] | undefined,
  is: object = {},
): Example => ({ that, after, when, told: told ? [told] : [], is });
