/** Before anything is asked of a session: whether its disk is as new as all that its agent has told (docs/adr/0007). */
import type { AgentState } from "@printermaster/contracts";
import { decideAgent } from "../../fleet/app/decide-agent.ts";
import type { SagaDeps } from "./ports.ts";
import type { Step } from "./settle.ts";

/** The log's reader is seldom behind by more than this. */
const READ_ON_MS = 20;

/** Nothing once the session may be asked. */
export async function meetSession(deps: SagaDeps, agent: AgentState): Promise<Step | undefined> {
  const { work } = deps;
  // Fleet and log are read each in its own time: what the log held when the session was seen is read first.
  const from = work.spools.comparableFrom(agent) ?? (await deps.jobs.end());
  work.spools.compareFrom(agent, from);
  if (work.position < from) return { afterMs: READ_ON_MS };
  return work.spools.isOlderThanHeard(agent) ? await restored(deps, agent) : undefined;
}

/** The fleet's log tells us of the new generation, and wakes the queue. */
async function restored(deps: SagaDeps, agent: AgentState): Promise<Step> {
  const { company, branch, agentId, session, spoolGeneration } = agent;
  const at = deps.now().toISOString();
  const command = { type: "RestoreSpool", at, session, spoolGeneration } as const;
  deps.log.warn({ event: "spool-restored", agentId, session, spoolGeneration }, "an older disk");
  const told = await decideAgent(deps, { company, branch, agentId }, command);
  return told.ok ? "done" : "later";
}
