/** An agent's first word on each connection. */
import type { AgentHello, PrinterDescription } from "@printermaster/contracts";
import type { Spool } from "./spool.ts";

interface Greeter {
  readonly agentId: string;
  readonly spool: Spool;
  readonly describe: () => readonly PrinterDescription[];
}

export function helloOf(greeter: Greeter): AgentHello {
  const { agentId, spool } = greeter;
  const { spoolId, counter } = spool;
  const openWork = spool
    .open()
    .map(({ job: { jobId, attempt }, state }) => ({ jobId, attempt, state }));
  const about = { installationId: `install${agentId}`, spoolId, counter, appVersion: "1" };
  return { protocol: 1, ...about, printers: [...greeter.describe()], openWork };
}

export const described = (printerId: string, blocked: boolean): PrinterDescription => ({
  printerId,
  name: printerId,
  kind: "tcp",
  columns: 48,
  state: blocked ? "stopped" : "idle",
  reasons: blocked ? ["media-empty"] : [],
});
