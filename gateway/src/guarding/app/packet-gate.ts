import { afterPacket, newBudget, type Budget } from "../domain/packet-budget.ts";

export interface GateDeps {
  readonly now: () => number;
  readonly times: number;
  /** Called once: who has sent too much is to be cut off. */
  readonly tooMuch: () => void;
}

/** Of one connection: whether a packet of this size is still within what may be sent. */
export type PacketGate = (size: number) => boolean;

export function packetGate({ now, times, tooMuch }: GateDeps): PacketGate {
  let budget: Budget | undefined = newBudget;
  return (size) => {
    if (!budget) return false;
    budget = afterPacket(budget, size, now(), times);
    if (!budget) tooMuch();
    return budget !== undefined;
  };
}
