/** A line for every event that a client may say on a socket. Whoever adds an event adds its line. */
import { readFileSync } from "node:fs";
import { agentEvents, authEvents, clientEvents, olderEvents } from "@printermaster/contracts";
import type { Permission } from "../../src/accounts/domain/permissions.ts";
import type { Target } from "./targets.ts";

/** `own`: it speaks of the connection that says it, and of nothing else. */
export type SocketLine =
  | "own"
  | { readonly who: Permission | "signed-in"; readonly payload: (at: Target) => unknown };

const intent = ({ branch, printer }: Target) => ({ branchId: branch, printerId: printer });
const printed = { kind: "text", text: "hello" };
const inBranch = ({ branch }: Target) => ({ branchId: branch });
const companyRoom = {
  "join:company": {
    who: "see-company",
    payload: ({ company }: Target) => ({ companyId: company }),
  },
} as const;

export const webLines: Readonly<Record<string, SocketLine>> = {
  [clientEvents.test]: { who: "print", payload: intent },
  [clientEvents.testAlias]: { who: "print", payload: intent },
  [clientEvents.submit]: { who: "print", payload: (at) => ({ ...intent(at), document: printed }) },
  [clientEvents.cancel]: { who: "cancel", payload: ({ job }) => ({ jobId: job }) },
  [clientEvents.joinBranch]: { who: "signed-in", payload: inBranch },
  [clientEvents.joinBranchAlias]: { who: "signed-in", payload: inBranch },
  [clientEvents.leaveBranch]: "own",
  ...companyRoom,
  [clientEvents.click]: "own",
  [authEvents.refresh]: "own",
};

const ownRooms = {
  joinBranch: { who: "signed-in", payload: inBranch },
  "join:branch": { who: "signed-in", payload: inBranch },
  leaveBranch: "own",
  ...companyRoom,
} as const;

export const ordersLines: Readonly<Record<string, SocketLine>> = {
  ...ownRooms,
  requestLiveOrders: { who: "read", payload: inBranch },
};

export const availabilityLines: Readonly<Record<string, SocketLine>> = { ...ownRooms, ping: "own" };

const golden = (name: string): object =>
  JSON.parse(
    readFileSync(
      new URL(`../../../contracts/test/golden/${name}.v1.json`, import.meta.url),
      "utf8",
    ),
  ) as object;

/** What an agent may say, sound in itself; whose it is, is its credential's to say. `keyed`: only agents with a key say it. */
export const agentLines: Readonly<Record<string, object | "keyed">> = {
  [agentEvents.prove]: "keyed",
  [agentEvents.hello]: golden("AgentHello"),
  [agentEvents.report]: golden("AgentReport"),
  [agentEvents.printers]: golden("AgentPrinters"),
  [agentEvents.progress]: golden("AgentProgress"),
  [agentEvents.spans]: golden("AgentSpans"),
  [agentEvents.heartbeat]: golden("AgentHeartbeat"),
};

export const olderAgentLines: Readonly<Record<string, object>> = {
  [olderEvents.discovered]: golden("PrintersDiscovered"),
  [olderEvents.status]: golden("DesktopStatus"),
  [olderEvents.health]: golden("DesktopReport"),
  [olderEvents.testAck]: golden("OlderTestAck"),
  [olderEvents.testResult]: golden("OlderTestResult"),
};
