import { DEFAULT_HTTP_PORT, type StackOptions } from "./options.ts";
import { demoAgents, demoCompany, type Demo } from "./demo.ts";
import { portPlan } from "./port-plan.ts";

export type PlannedPrinter = {
  id: string;
  name: string;
  branchId: string;
  tcpPort: number;
  httpPort: number;
};
export type PlannedAgent = {
  id: string;
  branchId: string;
  licenceKey: string;
  healthPort: number;
  printers: PlannedPrinter[];
};

/** Everything that is decided before anything is started: who runs, on which port, with which demo data. */
export type Plan = {
  httpPort: number;
  natsPort: number;
  postgresPort: number;
  orchestrators: { name: string; healthPort: number }[];
  gateways: { name: string; port: number }[];
  agents: PlannedAgent[];
  demo: Demo;
};

export async function makePlan(
  options: StackOptions,
  keyOf: (name: string) => string,
): Promise<Plan> {
  const wanted = options.ports?.http ?? DEFAULT_HTTP_PORT;
  const port = portPlan({ any: wanted === 0 });
  const demo = demoCompany(options.seats ?? options.agents, keyOf);
  const agents: PlannedAgent[] = [];
  const httpPort = await port(wanted);
  for (const agent of demoAgents(options.agents, demo)) {
    const printers: PlannedPrinter[] = [];
    for (const { id, name } of agent.printers) {
      printers.push({
        id,
        name,
        branchId: agent.branchId,
        tcpPort: await port(9101),
        httpPort: await port(9201),
      });
    }
    agents.push({ ...agent, healthPort: await port(9301), printers });
  }
  return {
    httpPort,
    natsPort: await port(4222),
    postgresPort: await port(5433),
    orchestrators: await numbered(options.orchestrators, async (n) => ({
      name: `orchestrator-${n}`,
      healthPort: await port(3201),
    })),
    gateways: await numbered(options.gateways, async (n) => ({
      name: `gateway-${n}`,
      // One alone stands at the door itself: a balancer would only be another hop on each message.
      port: options.gateways === 1 ? httpPort : await port(3101),
    })),
    agents,
    demo,
  };
}

async function numbered<T>(count: number, make: (number: number) => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  for (let number = 1; number <= count; number++) all.push(await make(number));
  return all;
}
