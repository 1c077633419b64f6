/** The declared stack with three gateways, the company that lives there, and the crowd that will hang on the first of them. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { startStack, type Demo } from "@printermaster/infra";
import { openLedger, type Account } from "./broker-ledger.ts";
import { idleCompany, seedCompany } from "./company.ts";
import type { Order, Report } from "./crowd.ts";
import { costOf, type Cost } from "./process-cost.ts";

export interface Observed extends Cost, Account {}

export interface Scene {
  readonly company: Demo;
  readonly gatewayUrls: readonly string[];
  /** Of a gateway by its number from 0, as of now. */
  readonly observe: (gateway: number) => Promise<Observed>;
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
    const options = { gateways: 3, orchestrators: 1, agents: 0, ports: { http: 0 } };
    // Sessions are told of in the log: nobody reads twenty thousand lines.
    const stack = await startStack({ ...options, dataDir, signal, env: { LOG_LEVEL: "warn" } });
    closing.push(() => stack.stop());
    const company = idleCompany(agents);
    await seedCompany(company, stack.databaseUrl, dataDir);
    const ledger = await openLedger(stack.natsUrl);
    closing.push(ledger.close);
    const crowd = await startCrowd();
    closing.push(crowd.end);
    signal.throwIfAborted();
    const pidOf = (name: string) => stack.processes().find((one) => one.name === name)?.pid ?? 0;
    const observe = async (gateway: number): Promise<Observed> => {
      const name = `gateway-${gateway + 1}`;
      return { ...(await costOf(pidOf(name))), ...(await ledger.of(name)) };
    };
    return { company, gatewayUrls: stack.gatewayUrls, observe, order: crowd.order, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startCrowd() {
  const child = fork(join(import.meta.dirname, "crowd.ts"), {
    execArgv: ["--conditions=@printermaster/source"],
  });
  await heard(child);
  return {
    order: async (order: Order): Promise<Report> => {
      child.send(order);
      const report = await heard(child);
      if (report.failed) throw new Error(`the crowd: ${report.failed}`);
      return report;
    },
    end: async () => {
      if (!child.connected) return;
      child.disconnect();
      await once(child, "exit");
    },
  };
}

async function heard(child: ChildProcess): Promise<Report> {
  const gone = once(child, "exit").then(() => {
    throw new Error("the crowd's process ended");
  });
  const [report] = (await Promise.race([once(child, "message"), gone])) as [Report];
  gone.catch(() => {});
  return report;
}
