/** Which connection of an agent counts: the last one claimed, unless another installation holds the id. */
import type { AgentState, Decider, Decision, RegisterAgent } from "@printermaster/contracts";

export type Agent = AgentState | undefined;

export type AgentCommand =
  | {
      readonly type: "ClaimSession";
      readonly at: string;
      readonly company: string;
      readonly branch: string;
      readonly hello: RegisterAgent;
    }
  | { readonly type: "ReleaseSession"; readonly at: string; readonly session: string }
  /** More had been told of this generation's disk than the session's own hello tells. */
  | {
      readonly type: "RestoreSpool";
      readonly at: string;
      readonly session: string;
      readonly spoolGeneration: number;
    };

export type AgentEvent =
  | { readonly type: "AgentConnected"; readonly at: string; readonly data: AgentState }
  | {
      readonly type: "AgentDisconnected";
      readonly at: string;
      readonly data: { readonly session: string };
    }
  | {
      readonly type: "AgentSpoolRestored";
      readonly at: string;
      readonly data: { readonly session: string; readonly spoolGeneration: number };
    };

export const agent: Decider<Agent, AgentCommand, AgentEvent> = {
  initial: undefined,
  decide,
  evolve,
};

function decide(state: Agent, command: AgentCommand): Decision<AgentEvent> {
  switch (command.type) {
    case "ClaimSession":
      return claim(state, command);
    case "ReleaseSession": {
      // A stale disconnect changes nothing: another connection holds the session by now.
      if (!state?.connected || state.session !== command.session) return { events: [] };
      const { at, session } = command;
      return { events: [{ type: "AgentDisconnected", at, data: { session } }] };
    }
    case "RestoreSpool": {
      const { at, session, spoolGeneration } = command;
      // Another session is to be judged by itself, and a generation ends only once.
      if (state?.session !== session || state.spoolGeneration !== spoolGeneration)
        return { events: [] };
      const data = { session, spoolGeneration: spoolGeneration + 1 };
      return { events: [{ type: "AgentSpoolRestored", at, data }] };
    }
  }
}

function claim(
  state: Agent,
  { hello, company, branch, at }: Extract<AgentCommand, { type: "ClaimSession" }>,
): Decision<AgentEvent> {
  if (state?.connected && state.installationId !== hello.installationId)
    return { refused: "second-installation" };
  const data: AgentState = {
    agentId: hello.agentId,
    company,
    branch,
    connected: true,
    session: hello.session,
    installationId: hello.installationId,
    spoolId: hello.spoolId,
    counter: hello.counter,
    spoolGeneration: spoolGeneration(state, hello),
    appVersion: hello.appVersion,
    gateway: hello.gateway,
    since: at,
    printers: hello.printers.map(({ printerId }) => printerId),
  };
  return { events: [{ type: "AgentConnected", at, data }] };
}

/** Another spool is a wiped disk, a lower counter a restored one: both forget what they were given. */
function spoolGeneration(before: Agent, hello: RegisterAgent): number {
  if (!before) return 1;
  const same = before.spoolId === hello.spoolId && hello.counter >= before.counter;
  return before.spoolGeneration + (same ? 0 : 1);
}

function evolve(state: Agent, event: AgentEvent): Agent {
  switch (event.type) {
    case "AgentConnected":
      return event.data;
    case "AgentDisconnected":
      return state && { ...state, connected: false, since: event.at };
    case "AgentSpoolRestored":
      return state && { ...state, spoolGeneration: event.data.spoolGeneration };
  }
}
