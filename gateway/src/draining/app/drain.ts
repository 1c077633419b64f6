/** Hands all clients over to other instances, without leaving one of them without a connection if it can be helped. */
import { pause, type Log } from "@printermaster/runtime";
import { drainPlan, leavingNow } from "../domain/drain-plan.ts";

export interface Clients {
  refuseNew(): void;
  /** Also those that finish their handshake later; each is told how much is left. */
  tellToMove(withinMs: number): void;
  connections(): readonly { close(): void }[];
}

const LOOK_MS = 50;
const STEP_MS = 100;

/** Ends early when nobody is left, and at once when `hurry` is given. */
export async function drain(
  clients: Clients,
  windowMs: number,
  hurry: AbortSignal,
  log: Log,
): Promise<void> {
  const { quietMs, moveMs, paceMs } = drainPlan(windowMs);
  if (!hurry.aborted) await pause(quietMs, hurry);
  clients.refuseNew();
  if (hurry.aborted || windowMs === 0) return;
  const told = clients.connections().length;
  log.info({ event: "draining", clients: told, withinMs: moveMs }, "clients are told to move");
  clients.tellToMove(moveMs);
  await gone(clients, moveMs, hurry);
  const left = clients.connections().length;
  await closeEvenly(clients, paceMs, hurry);
  log.info({ event: "drained", moved: told - left, closed: left }, "clients have moved");
}

async function gone(clients: Clients, withinMs: number, hurry: AbortSignal): Promise<void> {
  const end = performance.now() + withinMs;
  while (clients.connections().length > 0 && performance.now() < end && !hurry.aborted)
    await pause(LOOK_MS, hurry);
}

async function closeEvenly(clients: Clients, withinMs: number, hurry: AbortSignal): Promise<void> {
  for (let stepsLeft = Math.floor(withinMs / STEP_MS); !hurry.aborted; stepsLeft--) {
    const left = clients.connections();
    if (left.length === 0 || stepsLeft < 1) return;
    for (const connection of left.slice(0, leavingNow(left.length, stepsLeft))) connection.close();
    await pause(STEP_MS, hurry);
  }
}
