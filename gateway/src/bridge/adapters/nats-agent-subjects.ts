import {
  headers,
  LIVE,
  StoredAgentEvent,
  subjects,
  verbOfAgentSubject,
} from "@printermaster/contracts";
import type { InFlight, Log } from "@printermaster/runtime";
import type { Msg, NatsConnection } from "@nats-io/transport-node";
import { z } from "zod";
import { jsonOf } from "../../adapters/json-of.ts";
import type { AgentSubjects, SessionEars } from "../app/ports.ts";

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

    publishProgress({ company, branch }, jobId, progress) {
      nats.publish(subjects.progress(company, branch, jobId), JSON.stringify(progress));
    },
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
