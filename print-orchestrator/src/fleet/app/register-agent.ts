import {
  accepted,
  refused,
  type PrinterDescription,
  type PrinterState,
  type RegisterAgent,
  type UnregisterAgent,
} from "@printermaster/contracts";
import { agent, type AgentCommand } from "../domain/agent.ts";
import type { FleetDeps, Registration } from "./ports.ts";

const TRIES = 8;

/** An agent's hello: its session is claimed, then its printers are as it says. */
export async function registerAgent(
  deps: FleetDeps,
  company: string,
  branch: string,
  hello: RegisterAgent,
): Promise<Registration> {
  const at = deps.now();
  const claimed = await decideAgent(deps, company, branch, hello.agentId, {
    type: "ClaimSession",
    at,
    company,
    branch,
    hello,
  });
  if (!claimed.ok) return claimed;
  const owner = { company, branch, agentId: hello.agentId, reportedAt: at };
  await Promise.all(hello.printers.map((printer) => reportPrinter(deps, { ...printer, ...owner })));
  return accepted({ session: hello.session, serverTime: at });
}

export function unregisterAgent(
  deps: FleetDeps,
  company: string,
  branch: string,
  { agentId, session }: UnregisterAgent,
) {
  const command: AgentCommand = { type: "ReleaseSession", at: deps.now(), session };
  return decideAgent(deps, company, branch, agentId, command);
}

async function decideAgent(
  { fleet }: FleetDeps,
  company: string,
  branch: string,
  agentId: string,
  command: AgentCommand,
) {
  for (let tries = 0; tries < TRIES; tries++) {
    const known = await fleet.agent(company, branch, agentId);
    const decision = agent.decide(known.state, command);
    if ("refused" in decision) return refused(decision.refused);
    const [event] = decision.events;
    const state = event && agent.evolve(known.state, event);
    if (!event || !state) return accepted({});
    if (await fleet.appendAgent({ ...event, state }, known.sequence)) return accepted({});
  }
  return refused("storage-unavailable");
}

async function reportPrinter({ fleet }: FleetDeps, printer: PrinterState): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const known = await fleet.printer(printer.company, printer.branch, printer.printerId);
    if (known.state && sameFacts(known.state, printer)) return;
    const event = {
      type: "PrinterReported",
      at: printer.reportedAt,
      data: {},
      state: printer,
    } as const;
    if (await fleet.appendPrinter(event, known.sequence)) return;
  }
}

function sameFacts(a: PrinterState, b: PrinterState): boolean {
  const facts = ({ name, kind, columns, state, reasons }: PrinterDescription, agentId: string) =>
    JSON.stringify([name, kind, columns, state, reasons, agentId]);
  return facts(a, a.agentId) === facts(b, b.agentId);
}
