import type { Msg } from "@nats-io/transport-node";

/** `undefined` where the body is not JSON. */
export function jsonOf(message: Pick<Msg, "json">): unknown {
  try {
    return message.json();
  } catch {
    return undefined;
  }
}
