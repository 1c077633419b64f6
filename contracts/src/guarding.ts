/** The last thing a client hears that is cut off for what it did. */
import type { z } from "zod";
import { Refusal } from "./errors.ts";
import { PRINTING_NAMESPACE } from "./sockets.ts";

export const ServerCut = Refusal;
export type ServerCut = z.infer<typeof ServerCut>;

/** What an agent says of itself in the address of its handshake, before any credential: it comes in even while new work is refused. */
export const AGENT_CALLS = { caller: "agent" } as const;

export const serverCut = { namespace: PRINTING_NAMESPACE, event: "server:cut" } as const;
