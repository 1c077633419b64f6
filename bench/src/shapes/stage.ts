/** The declared stack in some shape, tills on each of its gateways, and what is asked of it. */
import { startStack, type Stack, type StackOptions } from "@printermaster/infra";
import type { Contestant } from "../loads/contestant.ts";
import { PrintClient } from "../ours/print-client.ts";
import { running } from "../prints/contestants.ts";

export interface Stage {
  readonly stack: Stack;
  readonly ours: Contestant;
  readonly close: () => Promise<void>;
}

/** What a gateway allows to an address or a company is for the world outside. */
const ALL_FROM_ONE_ADDRESS = {
  PM_LIMITS_TIMES: "1000",
  PM_CONNECTIONS_PER_ADDRESS: "30000",
  PM_CONNECTIONS_PER_TENANT: "30000",
  LOG_LEVEL: "warn",
};

export async function openStage(
  options: Pick<StackOptions, "gateways" | "orchestrators" | "agents" | "dataDir" | "signal">,
): Promise<Stage> {
  const stack = await startStack({ ...options, ports: { http: 0 }, env: ALL_FROM_ONE_ADDRESS });
  const clients: PrintClient[] = [];
  const close = async (): Promise<void> => {
    for (const client of clients) client.close();
    await stack.stop();
  };
  try {
    for (const url of stack.gatewayUrls) clients.push(await PrintClient.open(url, stack.demo));
    return { stack, ours: oursBy(stack, clients), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The tills take turns, and the printers of each. */
function oursBy(stack: Stack, clients: readonly PrintClient[]): Contestant {
  let prints = 0;
  return {
    name: "ours",
    printers: stack.printers.length,
    print: (printer) => clients[prints++ % clients.length]!.print(stack.printers[printer]!),
    processes: () => running(stack),
  };
}
