import {
  headers,
  LIVE,
  StoredAgentEvent,
  subjects,
  verbOfAgentSubject,
  type AgentAlert,
} from "@printermaster/contracts";
import type { InFlight, Log } from "@printermaster/runtime";
import type { Msg, NatsConnection } from "@nats-io/transport-node";
import { z } from "zod";
import { jsonOf } from "../../adapters/json-of.ts";
import type { AgentSubjects, SessionEars } from "../app/ports.ts";

/** Whoever is refused comes again every few seconds. */
const ALERT_AGAIN_AFTER_MS = 300_000;
const MOST_ALERTED = 10_000;
const NamesSession = z.looseObject({ session: z.string() });

export function natsAgentSubjects(
  nats: NatsConnection,
  inFlight: InFlight,
  log: Log,
): AgentSubjects {
  return {
    async listen({ company, branch, agentId }, session, ears) {
      const requests = nats.subscribe(subjects.agentAnyVerb(company, branch, agentId), {
        callback: (error, message) => {
          if (!error) void inFlight.run(() => answer(message, session, ears, log));
        },
      });
      const news = nats.subscribe(LIVE + subjects.fleetAgent(company, branch, agentId), {
        callback: (error, message) => {
          if (!error) pass(message, ears);
        },
      });
      await nats.flush();
      return () => {
        requests.unsubscribe();
        news.unsubscribe();
      };
    },

    publishAlert: alertsOver(nats),

    publishProgress({ company, branch }, jobId, progress) {
      nats.publish(subjects.progress(company, branch, jobId), JSON.stringify(progress));
    },
  };
}

function alertsOver(nats: NatsConnection): AgentSubjects["publishAlert"] {
  const alerted = new Map<string, number>();
  return ({ company, branch, agentId }, code) => {
    const subject = subjects.agentAlert(company, branch, agentId);
    const now = Date.now();
    if (now - (alerted.get(subject) ?? 0) < ALERT_AGAIN_AFTER_MS) return;
    if (alerted.size >= MOST_ALERTED) alerted.clear();
    alerted.set(subject, now);
    const at = new Date(now).toISOString();
    const alert: AgentAlert = { deviceId: agentId, branchId: branch, code, at };
    nats.publish(subject, JSON.stringify(alert));
  };
}

/** Every gateway that serves a connection of this agent hears the request; the named session's answers. */
async function answer(message: Msg, session: string, ears: SessionEars, log: Log): Promise<void> {
  const body = NamesSession.safeParse(jsonOf(message));
  if (!body.success || body.data.session !== session) return;
  try {
    const said = await ears.onRequest({
      verb: verbOfAgentSubject(message.subject),
      body: body.data,
      traceparent: message.headers?.get(headers.traceparent),
    });
    if (said) message.respond(JSON.stringify(said));
  } catch (error) {
    log.error({ event: "agent-request", subject: message.subject, err: error }, "request failed");
  }
}

function pass(message: Msg, ears: SessionEars): void {
  const event = StoredAgentEvent.safeParse(jsonOf(message));
  const type = message.headers?.get(headers.type);
  if (event.success && type) ears.onFleetNews({ type, session: event.data.state.session });
}
