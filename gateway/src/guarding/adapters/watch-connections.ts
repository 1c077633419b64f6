/** Each connection of the engine: counted, held to a budget of packets, and cut when its client does not read. */
import { refusal, serverCut, type ErrorCode, type ServerCut } from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import type { Server as Engine, Socket as Connection } from "engine.io";
import type { WebSocket } from "ws";
import type { Guard } from "../app/guard.ts";
import { mayPass, newBudget, type Budget } from "../domain/packet-budget.ts";
import type { FrontDoor } from "./front-door.ts";

export interface ConnectionsDeps {
  readonly door: FrontDoor;
  readonly guard: Guard;
  readonly mostUnreadBytes: number;
  /** All budgets are multiplied by it. */
  readonly times: number;
  readonly now: () => number;
  readonly log: Log;
}

// Ten thousand connections looked at twice a second cost a gateway several per cent of a core.
const LOOK_EVERY_MS = 2000;
/** To read why it was cut. */
const GONE_WITHIN_MS = 1000;

/** Gives what ends it. */
export function watchConnections(engine: Engine, deps: ConnectionsDeps): () => void {
  engine.on("connection", (connection: Connection) => {
    connection.once("close", deps.door.opened(connection.request));
    connection.once("close", () => destroySoon(connection));
    holdToBudget(connection, deps);
  });
  const timer = setInterval(() => cutSlow(engine, deps), LOOK_EVERY_MS).unref();
  return () => clearInterval(timer);
}

function holdToBudget(connection: Connection, { guard, times, now, log }: ConnectionsDeps): void {
  let budget: Budget = newBudget;
  connection.on("packet", ({ type, data }: { type: string; data?: unknown }) => {
    if (type !== "message") return;
    const after = mayPass(budget, data, now(), times);
    if (after) return void (budget = after);
    guard.counts.add("cut flooding");
    log.warn({ event: "connection-cut", why: "flooding" }, "a client sends too much");
    tell(connection, "too-many-requests");
    // What it has sent along with this is dropped as well: the engine takes nothing of one that is closing.
    connection.close();
    socketOf(connection)?.pause?.();
    destroySoon(connection);
  });
}

/** On the level of packets, as a connection may have no namespace yet. */
function tell(connection: Connection, code: ErrorCode): void {
  const notice: ServerCut = refusal(code);
  connection.send(`2${serverCut.namespace},${JSON.stringify([serverCut.event, notice])}`);
}

function cutSlow(engine: Engine, { guard, mostUnreadBytes, log }: ConnectionsDeps): void {
  const connections = Object.values((engine as unknown as Clients).clients);
  for (const connection of connections) {
    const bytes = unreadBytes(connection);
    if (bytes <= mostUnreadBytes) continue;
    guard.counts.add("slow-consumer");
    log.warn({ event: "connection-cut", why: "slow-consumer", bytes }, "a client does not read");
    // It would read a notice last of all; that it was cut off it hears by `sync:ready` when it is back.
    connection.close(true);
    destroy(connection);
  }
}

interface Clients {
  readonly clients: Readonly<Record<string, Connection>>;
}

/** engine.io's own, and what is in the WebSocket below it; a polling client has only the first. */
export function unreadBytes(connection: Connection): number {
  let bytes = socketOf(connection)?.bufferedAmount ?? 0;
  const waiting = (connection as unknown as { writeBuffer: { data?: unknown }[] }).writeBuffer;
  for (const { data } of waiting)
    bytes += typeof data === "string" ? data.length : ((data as Buffer | undefined)?.length ?? 0);
  return bytes;
}

/** A client that does not heed the close would have half a minute for more, all of which is read and taken apart. */
const destroySoon = (connection: Connection): void =>
  void setTimeout(() => destroy(connection), GONE_WITHIN_MS).unref();

/** A WebSocket that is closed in order would wait for its client to read. */
const destroy = (connection: Connection): void => socketOf(connection)?.terminate?.();

const socketOf = ({ transport }: Connection) =>
  (
    transport as unknown as {
      socket?: Partial<Pick<WebSocket, "bufferedAmount" | "pause" | "terminate">>;
    }
  ).socket;
