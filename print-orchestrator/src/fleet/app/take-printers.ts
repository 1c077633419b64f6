/**
 * The fleet becomes what an agent says of its printers: what it names is described, what it no longer names is removed.
 * Each has a subject of its own, so an older account may still be on its way to them when a later one comes, in the hands
 * of a process that was paused. The agent's subject puts accounts in order: it names each before its first word about a
 * printer, and settles it after the last. Whoever finds another one unsettled writes anew, so that its words find theirs.
 */
import {
  accepted,
  type AgentPrinters,
  type Answer,
  type PrinterDescription,
} from "@printermaster/contracts";
import { counts } from "../domain/agent.ts";
import { printer, type PrinterCommand } from "../domain/printer.ts";
import { decideAgent, type AgentAddress, type DecidedAgent } from "./decide-agent.ts";
import { decidePrinter } from "./decide-printer.ts";
import type { FleetDeps } from "./ports.ts";

export interface PrintersAccount {
  readonly session: string;
  /** 0 for the hello's. */
  readonly number: number;
  readonly printers: AgentPrinters["printers"];
}

interface Word {
  readonly printerId: string;
  readonly command: PrinterCommand;
}

/** A hello mostly brings nothing new about them: then nothing is written. */
export async function takeHelloPrinters(
  deps: FleetDeps,
  owner: AgentAddress,
  account: PrintersAccount,
  claim: DecidedAgent,
): Promise<Answer<object>> {
  const named = account.printers.map(({ printerId }) => printerId);
  const isGone = (printerId: string) => !named.includes(printerId);
  const isPlain = !claim.before?.printersUnsettled && !claim.after?.printers.some(isGone);
  const words = account.printers.map((one) => describing(deps.now(), owner, one, false));
  if (isPlain && !(await anyNews(deps, owner, words))) return accepted({});
  return takePrinters(deps, owner, account);
}

/** To be repeated until it is answered with `ok`: a repetition puts any failure right. */
export async function takePrinters(
  deps: FleetDeps,
  owner: AgentAddress,
  { session, number, printers: described }: PrintersAccount,
): Promise<Answer<object>> {
  const at = deps.now();
  const printers = described.map(({ printerId }) => printerId);
  const account = { at, session, number, printers };
  const named = await decideAgent(deps, owner, { type: "NamePrinters", ...account });
  if (!named.ok) return named;
  const anew = named.value.before?.printersUnsettled ?? false;
  const gone = (named.value.after?.printers ?? []).filter((id) => !printers.includes(id));
  const words = [
    ...described.map((one) => describing(at, owner, one, anew)),
    ...(await Promise.all(gone.map((id) => removing(deps, at, owner, id, anew)))),
  ];
  const isLast = () => isLastAccount(deps, owner, session, number);
  const decided = await Promise.all(
    words.map(({ printerId, command }) =>
      decidePrinter(deps, { ...owner, printerId }, command, isLast),
    ),
  );
  for (const answer of decided)
    // Named once, and never described: somebody died in between.
    if (!answer.ok && answer.error.code !== "unknown-printer") return answer;
  const settled = await decideAgent(deps, owner, { type: "SettlePrinters", ...account });
  return settled.ok ? accepted({}) : settled;
}

const describing = (
  at: string,
  owner: AgentAddress,
  description: PrinterDescription,
  anew: boolean,
): Word => ({
  printerId: description.printerId,
  command: { type: "DescribePrinter", at, ...owner, description, anew },
});

async function removing(
  { fleet }: FleetDeps,
  at: string,
  { company, branch, agentId }: AgentAddress,
  printerId: string,
  anew: boolean,
): Promise<Word> {
  // A word of before it moved may have come last: whom it was taken from then has it, and will not name it again.
  const { takenFrom } = (await fleet.printer(company, branch, printerId)).state ?? {};
  const other = takenFrom && (await fleet.agent(company, branch, takenFrom)).state;
  const names = other && other.connected && !other.printersUnsettled;
  const heir = names && other.printers.includes(printerId) ? takenFrom : undefined;
  return { printerId, command: { type: "RemovePrinter", at, agentId, heir, anew } };
}

async function anyNews(
  { fleet }: FleetDeps,
  { company, branch }: AgentAddress,
  words: readonly Word[],
): Promise<boolean> {
  const decided = await Promise.all(
    words.map(async ({ printerId, command }) => {
      const { state } = await fleet.printer(company, branch, printerId);
      return printer.decide(state, command);
    }),
  );
  return decided.some((decision) => "refused" in decision || decision.events.length > 0);
}

async function isLastAccount(
  { fleet }: FleetDeps,
  { company, branch, agentId }: AgentAddress,
  session: string,
  number: number,
): Promise<boolean> {
  const { state } = await fleet.agent(company, branch, agentId);
  return state !== undefined && counts(state, session, number);
}
