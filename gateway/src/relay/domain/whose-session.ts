/** Where a request belongs, by the session it names. */
import { ownerOf, type Mac } from "./session-ids.ts";

/** `unknown`: none of us gave this id away, or two of them stand in one request. */
export type Whose = "ours" | "unknown" | { readonly owner: string };

export function whoseSession(sids: readonly string[], self: string, macs: readonly Mac[]): Whose {
  const [sid, another] = sids;
  // A handshake: the session will be ours.
  if (!sid && another === undefined) return "ours";
  const owner = sid && another === undefined ? ownerOf(sid, macs) : undefined;
  if (owner === undefined) return "unknown";
  return owner === self ? "ours" : { owner };
}
