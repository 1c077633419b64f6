/** Who listens to what in this process. */
import type { EventEmitter } from "node:events";
import type { Server as HttpServer } from "node:http";
import type { NatsConnection } from "@nats-io/transport-node";
import type { PrintingServer } from "../../sockets/printing-socket.ts";
import type { Count, Sample } from "../domain/suspicions.ts";

type Emitter = Pick<EventEmitter, "eventNames" | "listenerCount">;

export interface Listened {
  readonly http: HttpServer;
  readonly server: PrintingServer;
  readonly nats: NatsConnection;
}

export function countListeners({ http, server, nats }: Listened): Sample {
  // There is no other way to ask for all of them.
  const { _nsps: namespaces } = server;
  const spaces = [...namespaces.values()];
  const sockets = spaces.flatMap((namespace) => [...namespace.sockets.values()]);
  const connections = sockets.map(({ conn }) => conn as Emitter);
  return {
    sockets: sockets.length,
    counts: [
      ...over("process", [process]),
      ...over("http", [http]),
      ...over("engine", [server.engine]),
      ...spaces.flatMap((namespace) => over(`namespace ${namespace.name}`, [namespace])),
      ...over(
        "adapter",
        spaces.map(({ adapter }) => adapter as Emitter),
      ),
      ...over("socket", sockets),
      ...over("connection", connections),
      ...brokerCounts(nats),
    ],
  };
}

function over(on: string, emitters: readonly Emitter[]): Count[] {
  const counts = new Map<string, { count: number; mostOnOne: number }>();
  for (const emitter of emitters)
    for (const name of emitter.eventNames()) {
      const here = emitter.listenerCount(name);
      const { count, mostOnOne } = counts.get(String(name)) ?? { count: 0, mostOnOne: 0 };
      counts.set(String(name), { count: count + here, mostOnOne: Math.max(mostOnOne, here) });
    }
  return [...counts].map(([event, both]) => ({ on, event, ...both }));
}

interface Unpublished {
  readonly protocol?: {
    readonly subscriptions?: { readonly subs?: ReadonlyMap<number, { readonly subject: string }> };
  };
}

/** By the first words of their subject: whole ones are as many as there are branches and agents. */
function brokerCounts(nats: NatsConnection): Count[] {
  const counts = new Map<string, number>();
  const { subs } = (nats as unknown as Unpublished).protocol?.subscriptions ?? {};
  for (const { subject } of subs?.values() ?? []) {
    const family = subject.startsWith("_INBOX") ? "_INBOX" : familyOf(subject);
    counts.set(family, (counts.get(family) ?? 0) + 1);
  }
  return [...counts].map(([event, count]) => ({ on: "broker", event, count, mostOnOne: 1 }));
}

const familyOf = (subject: string): string =>
  subject
    .split(".")
    .slice(0, subject.startsWith("live.") ? 3 : 2)
    .concat(subject.split(".")[subject.startsWith("live.") ? 4 : 3] ?? "")
    .join(" ");
