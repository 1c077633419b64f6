/** Gathers what the page shows from the agent's parts, and serves it. */
import type { PrintDocument } from "@printermaster/contracts";
import { randomToken } from "@printermaster/runtime";
import type { SqliteSpool } from "../adapters/sqlite-spool.ts";
import type { PrinterTeam } from "../discovery/printer-team.ts";
import type { AgentStatus } from "./agent-status.ts";
import { doorFile } from "./adapters/door-file.ts";
import type { LogTail } from "./adapters/log-tail.ts";
import { servePage } from "./adapters/page-server.ts";
import { supportBundle } from "./app/support-bundle.ts";
import { ticketBytes, ticketPicture } from "./app/ticket-picture.ts";

export interface StatusParts {
  readonly port: number;
  readonly folder: string;
  readonly agent: Pick<AgentStatus, "version" | "instance" | "deviceId" | "paired">;
  readonly spool: SqliteSpool;
  readonly printers: PrinterTeam;
  readonly cloud: () => AgentStatus["cloud"];
  readonly load: () => AgentStatus["load"];
  readonly now: () => number;
  readonly logTail: LogTail;
}

const TOKEN_BYTES = 24;
const SHOWN_TICKETS = 12;
const SHOWN_QUEUE = 100;

export async function openStatusPage(parts: StatusParts) {
  const { folder, spool, printers, now, logTail } = parts;
  const token = randomToken(TOKEN_BYTES);
  const status = () => statusOf(parts);
  const page = await servePage(parts.port, {
    token,
    status,
    ready: () => parts.cloud().connected,
    async picture(jobId, attempt) {
      const job = spool.view.job(jobId, attempt);
      return job && (await ticketPicture(job, printers.find(job.printerId)?.description ?? {}));
    },
    bundle: () =>
      supportBundle({
        status: status(),
        settings: process.env,
        versions: { ...process.versions, platform: process.platform, arch: process.arch },
        logLines: logTail.lines(),
        now: now(),
      }),
    async print(printerId, document) {
      const printer = printers.find(printerId);
      if (!printer) return undefined;
      const { name } = printer.description;
      const at = new Date(now()).toISOString();
      const wanted = document ?? localTestPage(parts.agent.deviceId, { printerId, name, at });
      return printer.printLocally(await ticketBytes({ document: wanted }, printer.description));
    },
  });
  const door = doorFile(folder);
  door.write({ port: page.port, token, pid: process.pid });
  return { port: page.port, stop: () => (door.remove(), page.stop()) };
}

function statusOf({ agent, spool, printers, cloud, load, now }: StatusParts): AgentStatus {
  return {
    ...agent,
    installationId: spool.installationId,
    at: new Date(now()).toISOString(),
    uptimeSeconds: Math.round(process.uptime()),
    cloud: cloud(),
    load: load(),
    printers: printers.shown(spool.view.waiting()),
    queue: spool.view.open(SHOWN_QUEUE),
    tickets: spool.view.ended(SHOWN_TICKETS),
    spool: spool.view.facts(),
  };
}

interface Slip {
  readonly printerId: string;
  readonly name: string;
  readonly at: string;
}

const localTestPage = (deviceId: string, { printerId, name, at }: Slip): PrintDocument => ({
  kind: "test-page",
  printerId,
  printerName: name,
  branchName: "Asked for at the agent itself",
  companyName: deviceId,
  correlationId: "local",
  requestedBy: "status page",
  requestedAt: at,
});
