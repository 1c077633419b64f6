/** Hands all clients over to other instances, without leaving one of them without a connection if it can be helped. */
import { pause, type Log } from "@printermaster/runtime";
import { drainPlan, dueNow } from "../domain/drain-plan.ts";

export interface Clients {
  refuseNew(): void;
  /** Those that can be told, and were not yet. */
  untold(): readonly Movable[];
  /** All that are left, on whatever level. */
  connections(): readonly Closable[];
}

export interface Movable {
  tellToMove(withinMs: number): void;
}
export interface Closable {
  close(): void;
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
  const { quietMs, tellMs, moveWithinMs, lateMs, closeMs } = drainPlan(windowMs);
  if (!hurry.aborted) await pause(quietMs, hurry);
  clients.refuseNew();
  if (hurry.aborted || windowMs === 0) return;
  const before = clients.connections().length;
  log.info({ event: "draining", clients: before, tellMs }, "clients are told to move");
  await evenly(
    tellMs,
    hurry,
    () => clients.untold(),
    (one) => one.tellToMove(moveWithinMs),
  );
  await gone(clients, moveWithinMs + lateMs, hurry);
  const closed = clients.connections().length;
  await evenly(
    closeMs,
    hurry,
    () => clients.connections(),
    (one) => one.close(),
  );
  log.info({ event: "drained", moved: before - closed, closed }, "clients have moved");
}

/** So many in each step that none is left after the last one: thousands at once would be a storm somewhere else. */
async function evenly<T>(
  withinMs: number,
  hurry: AbortSignal,
  left: () => readonly T[],
  act: (one: T) => void,
): Promise<void> {
  let owed = 0;
  for (let stepsLeft = Math.ceil(withinMs / STEP_MS); stepsLeft > 0; stepsLeft--) {
    const all = left();
    if (all.length === 0 || hurry.aborted) return;
    owed += dueNow(all.length - owed, stepsLeft);
    const leaving = stepsLeft === 1 ? all.length : Math.floor(owed);
    owed -= leaving;
    all.slice(0, leaving).forEach(act);
    await pause(STEP_MS, hurry);
  }
}

async function gone(clients: Clients, withinMs: number, hurry: AbortSignal): Promise<void> {
  const end = performance.now() + withinMs;
  while (clients.connections().length > 0 && performance.now() < end && !hurry.aborted)
    await pause(LOOK_MS, hurry);
}
