/** An agent's first word on each connection. */
import type { AgentHello, PrinterDescription } from "@printermaster/contracts";
import type { Spool } from "./spool.ts";

interface Greeter {
  readonly agentId: string;
  readonly spool: Spool;
  readonly printerIds: readonly string[];
}

export function helloOf({ agentId, spool, printerIds }: Greeter): AgentHello {
  const { spoolId, counter } = spool;
  const openWork = spool
    .open()
    .map(({ job: { jobId, attempt }, state }) => ({ jobId, attempt, state }));
  const about = { installationId: `install${agentId}`, spoolId, counter, appVersion: "1" };
  return { protocol: 1, ...about, printers: printerIds.map(described), openWork };
}

const described = (printerId: string): PrinterDescription => ({
  printerId,
  name: printerId,
  kind: "tcp",
  columns: 48,
  state: "idle",
  reasons: [],
});
