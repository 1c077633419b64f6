import type { Id } from "@printermaster/contracts";

/** An event of the agent's fleet subject, in the order of the log. */
export interface FleetNews {
  readonly type: string;
  readonly session: Id;
}

/**
 * Whether a later connection has taken the agent over. Sessions heard of before our own claim are
 * older ones: their news may still be on the way when our claim has long been accepted.
 */
export function hearing(session: Id): (news: FleetNews) => boolean {
  let ownHeard = false;
  return (news) => {
    if (news.session === session) ownHeard = true;
    return ownHeard && news.session !== session && news.type === "AgentConnected";
  };
}
