/** Each gateway counts its own listeners, and whoever is asked asks all. */
import { GatewayListeners, subjects } from "@printermaster/contracts";
import type { NatsConnection } from "@nats-io/transport-node";
import { jsonOf } from "../../adapters/json-of.ts";
import { withSuspicions, type Sample } from "../domain/suspicions.ts";

export interface ListenersDeps {
  readonly nats: NatsConnection;
  readonly gateway: string;
  readonly count: () => Sample;
  readonly refused: () => Readonly<Record<string, number>>;
  readonly now: () => Date;
}

export type GatherListeners = () => Promise<GatewayListeners[]>;

const SAMPLE_EVERY_MS = 60_000;
const SAMPLES_KEPT = 10;
const ANSWERED_WITHIN_MS = 500;
const NEXT_WITHIN_MS = 120;

/** Gives what ends it. */
export function tellListeners({ nats, gateway, count, refused, now }: ListenersDeps): () => void {
  const earlier: Sample[] = [];
  const timer = setInterval(() => {
    earlier.push(count());
    if (earlier.length > SAMPLES_KEPT) earlier.shift();
  }, SAMPLE_EVERY_MS).unref();
  const told = (): GatewayListeners => {
    const sample = count();
    return {
      gateway,
      at: now().toISOString(),
      uptimeSeconds: Math.round(process.uptime()),
      sockets: sample.sockets,
      heapMegabytes: Math.round(process.memoryUsage().heapUsed / 1e5) / 10,
      refused: refused(),
      listeners: withSuspicions(earlier, sample),
    };
  };
  nats.subscribe(subjects.listeners, {
    callback: (error, message) => {
      if (!error) message.respond(JSON.stringify(told()));
    },
  });
  return () => clearInterval(timer);
}

export const gatherListeners =
  (nats: NatsConnection): GatherListeners =>
  async () => {
    const gateways: GatewayListeners[] = [];
    const answers = await nats.requestMany(subjects.listeners, "", {
      strategy: "stall",
      maxWait: ANSWERED_WITHIN_MS,
      stall: NEXT_WITHIN_MS,
    });
    for await (const answer of answers) {
      const told = GatewayListeners.safeParse(jsonOf(answer));
      if (told.success) gateways.push(told.data);
    }
    return gateways.toSorted((a, b) => a.gateway.localeCompare(b.gateway));
  };
