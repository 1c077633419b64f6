/** Of the agent that runs here; or, if none does, of its disk and printers without it. */
import { CommandFailed } from "../cli/command-failed.ts";
import { RunningAgent } from "../cli/running-agent.ts";
import type { AgentConfig } from "../config.ts";
import { SqliteSpool } from "../adapters/sqlite-spool.ts";
import { printerOf } from "../adapters/printer-of.ts";
import { reasonOf } from "../domain/device-failure.ts";
import type { AgentStatus } from "../status-page/agent-status.ts";
import { fail, ok, printerFinding, spoolFinding, warn, type Finding } from "./verdict.ts";
import { existsSync } from "node:fs";
import { join } from "node:path";

export async function agentFindings(
  folder: string,
  config: AgentConfig | undefined,
): Promise<Finding[]> {
  try {
    return ofRunning(await RunningAgent.at(folder).status());
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    if (error.code === "no-answer") return [fail("agent", error.message, "restart it")];
    const idle = warn(
      "agent",
      "none is running",
      "start it: `printermaster-agent`, or its service",
    );
    return [idle, spoolAlone(folder), ...(await printersAlone(config))];
  }
}

function ofRunning({ cloud, spool, printers, load }: AgentStatus): Finding[] {
  const connected = cloud.connected
    ? ok("agent", `connected to ${cloud.url} by ${cloud.transport}, quality ${cloud.quality}`)
    : fail("agent", "runs, but is not connected", "see the endpoints above, and the agent's log");
  const polling = warn(
    "transport",
    "long-polling",
    "a firewall or proxy keeps WebSockets away: let them through",
  );
  const slow = warn(
    "machine",
    `stood still for ${load.delayMs} ms`,
    "what else runs on this machine?",
  );
  return [
    connected,
    ...(cloud.connected && cloud.transport === "polling" ? [polling] : []),
    ...(load.delayMs > 1000 ? [slow] : []),
    spoolFinding(spool),
    ...(printers.length > 0 ? [] : [noPrinter]),
    ...printers.map(({ name, state, reasons }) => printerFinding(name, state, reasons)),
  ];
}

const noPrinter = warn("printers", "there is none", "see `printermaster-agent printers --search`");

function spoolAlone(folder: string): Finding {
  if (!existsSync(join(folder, "spool.db"))) return ok("spool", "none yet");
  try {
    const spool = new SqliteSpool(folder, Date.now);
    try {
      if (spool.setAside === undefined) return spoolFinding(spool.view.facts());
      return warn("spool", `could not be read, and is now ${spool.setAside}`, "send it to support");
    } finally {
      spool.close();
    }
  } catch (error) {
    return fail(
      "spool",
      (error as Error).message,
      "stop whatever uses it; a broken one may be moved away",
    );
  }
}

function printersAlone(config: AgentConfig | undefined): Promise<Finding[]> {
  const printers = config?.PM_PRINTERS ?? [];
  return Promise.all(
    printers.map(async (printer) => {
      const condition = await printerOf(printer).look();
      const isFailed = condition.kind === "failed";
      const reasons = isFailed ? [reasonOf[condition.trouble.kind]] : condition.reasons;
      return printerFinding(
        printer.name,
        condition.kind === "ready" ? "ready" : "stopped",
        reasons,
      );
    }),
  );
}
