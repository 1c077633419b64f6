/** An agent's first word on each connection. */
import type { AgentHello, PrinterDescription } from "@printermaster/contracts";
import type { Spool } from "./spool.ts";

interface Greeter {
  readonly agentId: string;
  readonly spool: Spool;
  readonly printerIds: readonly string[];
  readonly blocked: ReadonlySet<string>;
}

export function helloOf({ agentId, spool, printerIds, blocked }: Greeter): AgentHello {
  const { spoolId, counter } = spool;
  const openWork = spool
    .open()
    .map(({ job: { jobId, attempt }, state }) => ({ jobId, attempt, state }));
  const about = { installationId: `install${agentId}`, spoolId, counter, appVersion: "1" };
  const printers = printerIds.map((printerId) => described(printerId, blocked.has(printerId)));
  return { protocol: 1, ...about, printers, openWork };
}

const described = (printerId: string, blocked: boolean): PrinterDescription => ({
  printerId,
  name: printerId,
  kind: "tcp",
  columns: 48,
  state: blocked ? "stopped" : "idle",
  reasons: blocked ? ["media-empty"] : [],
});
