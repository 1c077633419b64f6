/** The declared stack with three gateways, the company that lives there, and the crowd that will hang on the first of them. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { startStack, type Demo, type Stack } from "@printermaster/infra";
import { openLedger, type Account, type Ledger } from "./broker-ledger.ts";
import { idleCompany, seedCompany } from "./company.ts";
import { startCrowd } from "./crowd-process.ts";
import type { Order, Report } from "./crowd.ts";
import { collectGarbage, INSPECTED } from "./collected.ts";
import { costOf, type Cost } from "./process-cost.ts";

export interface Observed extends Cost, Account {}

export interface Scene {
  readonly company: Demo;
  readonly gatewayUrls: readonly string[];
  /** Of a gateway by its number from 0, as of now. */
  readonly observe: (gateway: number) => Promise<Observed>;
  readonly collectGarbage: (gateway: number) => Promise<void>;
  readonly order: (order: Order) => Promise<Report>;
  readonly close: () => Promise<void>;
}

type Step = () => Promise<unknown>;

export async function openScene(
  folder: string,
  agents: number,
  signal: AbortSignal,
): Promise<Scene> {
  const closing: Step[] = [];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).toReversed()) await step();
  };
  try {
    await mkdir(folder, { recursive: true });
    const dataDir = await mkdtemp(join(folder, "run-"));
    closing.push(() => rm(dataDir, { recursive: true, force: true }));
    const stack = await startStack({ ...THREE_GATEWAYS, dataDir, signal });
    closing.push(() => stack.stop());
    const company = idleCompany(agents);
    await seedCompany(company, stack.databaseUrl, dataDir);
    const ledger = await openLedger(stack.natsUrl);
    closing.push(ledger.close);
    const crowd = await startCrowd();
    closing.push(crowd.end);
    signal.throwIfAborted();
    const { gatewayUrls } = stack;
    return { company, gatewayUrls, ...viewOf(stack, ledger), order: crowd.order, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What a gateway allows to an address or a company is for the world outside. */
const ALL_FROM_ONE_ADDRESS = {
  PM_LIMITS_TIMES: "1000",
  PM_CONNECTIONS_PER_ADDRESS: "30000",
  PM_CONNECTIONS_PER_TENANT: "30000",
};

const THREE_GATEWAYS = {
  gateways: 3,
  orchestrators: 1,
  agents: 0,
  ports: { http: 0 },
  // Sessions are told of in the log: nobody reads twenty thousand lines.
  env: { ...INSPECTED, LOG_LEVEL: "warn", ...ALL_FROM_ONE_ADDRESS },
};

function viewOf(stack: Stack, ledger: Ledger): Pick<Scene, "observe" | "collectGarbage"> {
  const nameOf = (gateway: number) => `gateway-${gateway + 1}`;
  const pidOf = (name: string) => stack.processes().find((one) => one.name === name)?.pid ?? 0;
  return {
    async observe(gateway) {
      const name = nameOf(gateway);
      return { ...(await costOf(pidOf(name))), ...(await ledger.of(name)) };
    },
    collectGarbage: (gateway) => collectGarbage(stack.logFile(nameOf(gateway))),
  };
}
