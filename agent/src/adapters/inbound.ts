/** The one wrapper around whatever the bridge asks: parsed, always answered, never a throw. */
import { parsed, refused, type Answer } from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import type { Socket } from "socket.io-client";
import type { z } from "zod";
import { SpoolFull } from "../app/ports.ts";

export function answerEvent<T extends { readonly session: string }>(
  socket: Socket,
  event: string,
  schema: z.ZodType<T>,
  session: () => string | undefined,
  answer: (message: T) => Promise<Answer<unknown>> | Answer<unknown>,
  log: Log,
): void {
  const answerTo = async (payload: unknown): Promise<Answer<unknown>> => {
    const message = parsed(schema, payload);
    if (!message.ok) {
      log.warn({ event: "malformed", name: event, error: message.error }, "could not read it");
      return message;
    }
    if (message.value.session !== session()) return refused("stale-session");
    return answer(message.value);
  };
  socket.on(event, (...received: unknown[]) => {
    const last = received.at(-1);
    const acknowledge = typeof last === "function" ? (last as (answer: unknown) => void) : () => {};
    answerTo(received[0])
      .catch((error: unknown) => failed(error, event, log))
      .then(acknowledge)
      .catch((error: unknown) => log.error({ event: "unanswerable", name: event, err: error }));
  });
}

function failed(error: unknown, event: string, log: Log): Answer<never> {
  log.error({ event: "inbound-failed", name: event, err: error }, "could not handle it");
  return refused(error instanceof SpoolFull ? "spool-full" : "internal");
}
