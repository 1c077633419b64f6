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
    }
  /** Before the first word about any of them. */
  | ({ readonly type: "NamePrinters" } & Account)
  /** After the last one; who is not named is removed by then. */
  | ({ readonly type: "SettlePrinters" } & Account);

interface Account {
  readonly at: string;
  readonly session: string;
  readonly number: number;
  readonly printers: readonly string[];
}

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
    }
  | {
      readonly type: "AgentPrintersNamed";
      readonly at: string;
      readonly data: {
        readonly number: number;
        readonly printers: string[];
        readonly settled: boolean;
      };
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
    case "NamePrinters":
    case "SettlePrinters":
      return name(state, command);
  }
}

/** Names are kept until their printers are removed: whoever dies in between leaves it to the next account. */
function name(
  state: Agent,
  { type, at, session, number, printers }: Extract<AgentCommand, Account>,
): Decision<AgentEvent> {
  if (!state?.connected || !counts(state, session, number)) return { refused: "stale-session" };
  const settled = type === "SettlePrinters";
  const all = settled ? [...printers] : union(state.printers, printers);
  const isKnown =
    numberOf(state) === number &&
    settled === !state.printersUnsettled &&
    all.length === state.printers.length;
  const data = { number, printers: all, settled };
  return { events: isKnown ? [] : [{ type: "AgentPrintersNamed", at, data }] };
}

/** Whether no later session, and no later account of this one, is known. */
export const counts = (state: AgentState, session: string, number: number): boolean =>
  state.session === session && numberOf(state) <= number;

const numberOf = ({ printersNumber = 0 }: AgentState): number => printersNumber;

const union = (before: readonly string[], named: readonly string[]): string[] => [
  ...new Set([...named, ...before]),
];

function claim(
  state: Agent,
  { hello, company, branch, at }: Extract<AgentCommand, { type: "ClaimSession" }>,
): Decision<AgentEvent> {
  // Asked twice, and the second time late: what it has told since must stand.
  if (state?.session === hello.session)
    return state.connected ? { events: [] } : { refused: "stale-session" };
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
    printers: union(
      state?.printers ?? [],
      hello.printers.map(({ printerId }) => printerId),
    ),
    ...(state?.printersUnsettled ? { printersUnsettled: true } : {}),
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
    case "AgentPrintersNamed": {
      const { number, printers, settled } = event.data;
      // The hello's account has no number of its own.
      const counted = number > 0 ? { printersNumber: number } : {};
      return state && { ...state, printers, ...counted, printersUnsettled: !settled };
    }
  }
}
