/** An agent's first word on each connection. */
import type { AgentHello } from "@printermaster/contracts";
import type { Spool } from "./spool.ts";
import type { Teller } from "./teller.ts";

interface Greeter {
  readonly agentId: string;
  readonly spool: Spool;
  readonly teller: Teller;
}

export function helloOf({ agentId, spool, teller }: Greeter): AgentHello {
  const { spoolId, counter } = spool;
  const openWork = spool
    .open()
    .map(({ job: { jobId, attempt }, state }) => ({ jobId, attempt, state }));
  const about = { installationId: `install${agentId}`, spoolId, counter, appVersion: "1" };
  return { protocol: 1, ...about, printers: teller.greeting(), openWork };
}
