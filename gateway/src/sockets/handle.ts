/** The only way an event gets a handler: its payload is checked, it is always answered, and nothing it does ends the process. */
import { parsed, Traceparent, type Answer } from "@printermaster/contracts";
import { inSpan, type InFlight, type Log } from "@printermaster/runtime";
import { z } from "zod";
import { refusalOf } from "../domain/fault.ts";
import type { PrintingSocket } from "./printing-socket.ts";

export type Handle = <T>(
  socket: PrintingSocket,
  event: string,
  schema: z.ZodType<T>,
  work: (input: T) => Promise<Answer<unknown>>,
  /** Spans about spans would never end, and steps come three to a job. */
  options?: { readonly traced: boolean },
) => void;

const Traced = z.looseObject({ traceparent: Traceparent });

export function createHandle(log: Log, inFlight: InFlight): Handle {
  return (socket, event, schema, work, { traced } = { traced: true }) => {
    const answerTo = async (payload: unknown): Promise<Answer<unknown>> => {
      try {
        const input = parsed(schema, payload);
        return input.ok ? await work(input.value) : input;
      } catch (error) {
        log.error({ event: "socket-handler", name: event, err: error }, `${event} failed`);
        return { ok: false, error: refusalOf(error) };
      }
    };
    socket.on(event, (...received: unknown[]) => {
      const { payload, acknowledge } = partsOf(received);
      const answered = () => (traced ? inEventSpan(event, payload, answerTo) : answerTo(payload));
      inFlight
        .run(answered)
        .then(acknowledge)
        .catch((err: unknown) => log.error({ event: "socket-answer", name: event, err }, "unsaid"));
    });
  };
}

function inEventSpan(
  event: string,
  payload: unknown,
  answerTo: (payload: unknown) => Promise<Answer<unknown>>,
): Promise<Answer<unknown>> {
  const parent = Traced.safeParse(payload).data?.traceparent;
  return inSpan(event, { kind: "SERVER", parent }, async (span) => {
    const answer = await answerTo(payload);
    if (!answer.ok) span.setAttribute("print.refused", answer.error.code);
    return answer;
  });
}

/** Clients may leave out the acknowledgement, the payload, or both. */
function partsOf(received: readonly unknown[]) {
  const last = received.at(-1);
  const acknowledged = typeof last === "function";
  const payload = acknowledged && received.length === 1 ? undefined : received[0];
  const acknowledge = (answer: Answer<unknown>): void => {
    if (acknowledged) (last as (answer: Answer<unknown>) => void)(answer);
  };
  return { payload, acknowledge };
}
