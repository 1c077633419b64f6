/**
 * Nest's NATS transport with a plain-JSON wire: any NATS client gets an answer, malformed input included.
 * Nest itself wants its own envelope and leaves everything else unanswered.
 */
import type { IncomingRequest } from "@nestjs/microservices";
import type { Msg, MsgHdrs } from "@nats-io/transport-node";

export interface WireRequest {
  readonly subject: string;
  readonly headers: MsgHdrs | undefined;
  /** `undefined` where the body is not JSON. */
  readonly body: unknown;
}

/** Every message becomes a request: the reply subject stands in for Nest's id. */
export const plainJsonDeserializer = {
  deserialize(message: Msg): IncomingRequest {
    const data: WireRequest = {
      subject: message.subject,
      headers: message.headers,
      body: jsonOf(message),
    };
    return { pattern: message.subject, id: message.reply ?? "no-reply", data };
  },
};

/** Handlers answer with values, also for refusals; what they throw never reaches the wire as text. */
export const plainJsonSerializer = (onFailure: unknown) => ({
  serialize(packet: { response?: unknown; err?: unknown }): { data: string } {
    return { data: JSON.stringify(packet.err === undefined ? packet.response : onFailure) };
  },
});

function jsonOf(message: Msg): unknown {
  try {
    return message.json();
  } catch {
    return undefined;
  }
}
