/** A page that looks at everything over one connection, as any Socket.IO client may: it keeps its offsets by itself. */
import {
  AVAILABILITY_NAMESPACE,
  ORDERS_NAMESPACE,
  ordersServerEvents,
  PRINTING_NAMESPACE,
  serverEvents,
  type SyncReady,
  type SyncRequired,
} from "@printermaster/contracts";
import { Manager, type Socket } from "socket.io-client";

export type Log = "jobs" | "orders" | "items";

export const LOGS: readonly Log[] = ["jobs", "orders", "items"];

interface Look {
  readonly namespace: string;
  readonly log: Log;
  /** Each stored event is told by one of these. */
  readonly events: readonly string[];
}

const LOOKS: readonly Look[] = [
  { namespace: PRINTING_NAMESPACE, log: "jobs", events: [serverEvents.progress] },
  {
    namespace: ORDERS_NAMESPACE,
    log: "orders",
    events: Object.keys(ordersServerEvents).filter((event) =>
      /^(new)?order|driver|pay/i.test(event),
    ),
  },
  { namespace: AVAILABILITY_NAMESPACE, log: "items", events: ["availabilityUpdate"] },
];

const NOTHING = { jobs: 0, orders: 0, items: 0 };

export class Screen {
  readonly sockets: readonly Socket[];
  readonly told: Readonly<Record<Log, number[]>> = { jobs: [], orders: [], items: [] };
  readonly since: Readonly<Record<Log, number>>;
  readonly required: SyncRequired[] = [];
  readonly #ready = new Set<string>();
  recovered = 0;

  /** `since`: what the logs held before it looked. */
  constructor(
    url: string,
    token: string,
    transports: readonly string[],
    since: Readonly<Record<Log, number>> = NOTHING,
  ) {
    this.since = since;
    const manager = new Manager(url, {
      transports: [...transports],
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
    });
    this.sockets = LOOKS.map((look) => this.#look(manager, token, look));
  }

  get ready(): boolean {
    return this.#ready.size === LOOKS.length && this.sockets.every(({ connected }) => connected);
  }

  get transport(): string | undefined {
    return this.sockets[0]?.io.engine?.transport.name;
  }

  close(): void {
    for (const socket of this.sockets) socket.disconnect();
  }

  #look(manager: Manager, token: string, { namespace, log, events }: Look): Socket {
    const socket = manager.socket(namespace, { auth: { token } });
    for (const event of events)
      socket.on(event, ({ sequence }: { readonly sequence?: number }) => {
        // Steps are live only.
        if (sequence !== undefined) this.told[log].push(sequence);
      });
    socket.on("disconnect", () => this.#ready.delete(namespace));
    socket.on(serverEvents.syncReady, ({ recovered }: SyncReady) => {
      this.#ready.add(namespace);
      if (recovered) this.recovered++;
    });
    socket.on(serverEvents.syncRequired, (why: SyncRequired) => {
      this.#ready.add(namespace);
      this.required.push(why);
    });
    return socket;
  }
}
