/** The only way an event gets a handler: its payload is checked, it is always answered, and nothing it does ends the process. */
import { parsed, refused, Traceparent, type Answer } from "@printermaster/contracts";
import { inSpan, type InFlight, type Log } from "@printermaster/runtime";
import { z } from "zod";
import { refusalOf } from "../domain/fault.ts";
import type { Flow } from "../flow/app/flow.ts";
import { scopesOf, type Guard } from "../guarding/app/guard.ts";
import { isTooDeep } from "../guarding/domain/depth.ts";
import { kindOfEvent } from "../guarding/domain/limits.ts";
import { within } from "./deadline.ts";
import { eventParts } from "./event-parts.ts";
import type { PrintingSocket } from "./printing-socket.ts";
import { toldOf } from "./told-events.ts";
import { unknownEvents } from "./unknown-events.ts";

export type Handle = <T>(
  socket: PrintingSocket,
  event: string,
  schema: z.ZodType<T>,
  work: (input: T) => Promise<Answer<unknown>>,
  /** Spans about spans would never end, and steps come three to a job. */
  options?: { readonly traced: boolean },
) => void;

export interface HandleDeps {
  readonly log: Log;
  readonly inFlight: InFlight;
  readonly guard: Guard;
  readonly flow: Flow;
  /** When work that hangs is answered for; commands are asked for 10 s themselves. */
  readonly answerWithinMs?: number;
}

const ANSWER_WITHIN_MS = 15_000;
const Traced = z.looseObject({ traceparent: Traceparent });

export function createHandle(deps: HandleDeps): Handle {
  const { log, inFlight, guard, flow, answerWithinMs = ANSWER_WITHIN_MS } = deps;
  const known = unknownEvents(guard.counts, log);
  return (socket, event, schema, work, { traced } = { traced: true }) => {
    const answerTo = async (payload: unknown): Promise<Answer<unknown>> => {
      try {
        const input = checked(schema, payload);
        return input.ok ? await within(answerWithinMs, work(input.value)) : input;
      } catch (error) {
        log.error({ event: "socket-handler", name: event, err: error }, `${event} failed`);
        return { ok: false, error: refusalOf(error) };
      }
    };
    const refusalNow = () => {
      const { principal } = socket.data;
      const kind = kindOfEvent(event, principal.kind === "agent");
      return guard.refusalOf(kind, { socket: socket.id, ...scopesOf(principal) });
    };
    known(socket, event);
    socket.on(event, (...received: unknown[]) => {
      const { payload, acknowledge } = eventParts(received, log);
      const refusal = refusalNow();
      const answer = flow.watched
        ? toldOf(flow, socket.data.principal, event, payload, acknowledge)
        : acknowledge;
      if (refusal) return answer({ ok: false, error: refusal });
      const answered = () => (traced ? inEventSpan(event, payload, answerTo) : answerTo(payload));
      inFlight
        .run(answered)
        .then(answer)
        .catch((err: unknown) => log.error({ event: "socket-answer", name: event, err }, "unsaid"));
    });
  };
}

function checked<T>(schema: z.ZodType<T>, payload: unknown): Answer<T> {
  if (isTooDeep(payload))
    return refused("invalid-payload", [{ field: "", message: "nested too deeply" }]);
  return parsed(schema, payload);
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
