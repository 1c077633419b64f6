/** Events between those who watch and all gateways; the broker's own are heard only by the gateway that somebody watches at. */
import { CorrelationId, FlowEvent, headers, subjects } from "@printermaster/contracts";
import type { Msg, NatsConnection } from "@nats-io/transport-node";
import { jsonOf } from "../../adapters/json-of.ts";
import { Flow } from "../app/flow.ts";
import type { WatchFlow } from "../app/watch-flow.ts";
import { brokerEvent } from "../domain/broker-events.ts";

const ANNOUNCE_EVERY_MS = 2000;
/** A job's last events are a few KB; what is larger is not looked into. */
const MOST_LOOKED_INTO = 16 * 1024;

export function openFlow(nats: NatsConnection, gateway: string, now: () => Date): Flow {
  const flow = new Flow({
    gateway,
    now,
    publish: (company, event) => nats.publish(subjects.flow(company), JSON.stringify(event)),
  });
  nats.subscribe(subjects.allFlowWatched, {
    callback: (error, { subject }) => {
      const company = subject.split(".").at(-1);
      if (!error && company) flow.watch(company);
    },
  });
  return flow;
}

export const flowOverNats =
  (nats: NatsConnection, gateway: string, now: () => Date): WatchFlow =>
  (company, tell) => {
    const announce = () => nats.publish(subjects.flowWatched(company));
    const heard = (message: Msg) => {
      const event = FlowEvent.safeParse(jsonOf(message));
      if (event.success) tell(event.data);
    };
    const seen = (message: Msg) => {
      const event = brokerEvent(message.subject, message.headers?.get(headers.type));
      if (!event) return;
      const correlationId = event.correlationId ?? correlationIn(message);
      tell({
        at: now().toISOString(),
        gateway,
        over: "broker",
        ...event,
        ...(correlationId ? { correlationId } : {}),
        bytes: message.data.length,
      });
    };
    const listen = (subject: string, hear: (message: Msg) => void) =>
      nats.subscribe(subject, { callback: (error, message) => void (error ?? hear(message)) });
    const subscriptions = [
      listen(subjects.flow(company), heard),
      ...subjects.brokerFlow(company).map((subject) => listen(subject, seen)),
    ];
    announce();
    const timer = setInterval(announce, ANNOUNCE_EVERY_MS);
    return () => {
      clearInterval(timer);
      for (const subscription of subscriptions) subscription.unsubscribe();
    };
  };

function correlationIn(message: Msg): CorrelationId | undefined {
  if (message.data.length > MOST_LOOKED_INTO) return undefined;
  const body = jsonOf(message) as { correlationId?: unknown; state?: { correlationId?: unknown } };
  return CorrelationId.safeParse(body?.state?.correlationId ?? body?.correlationId).data;
}
