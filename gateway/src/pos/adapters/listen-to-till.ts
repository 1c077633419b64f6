/** What a till says: guarded, always answered, shown to whoever watches, and nothing it does ends the process. */
import type { Answer, PosClientEvent } from "@printermaster/contracts";
import { inSpan, type InFlight, type Log } from "@printermaster/runtime";
import { refusalOf } from "../../domain/fault.ts";
import type { PosPrincipal } from "../../domain/principal.ts";
import type { Flow } from "../../flow/app/flow.ts";
import { scopesOf, type Guard } from "../../guarding/app/guard.ts";
import { kindOfTillMessage } from "../../guarding/domain/limits.ts";
import { toldOf } from "../../sockets/told-events.ts";
import { answerTill, type TillDeps } from "../app/answer-till.ts";
import type { Listen } from "./till.ts";

export interface ListenDeps extends TillDeps {
  readonly guarding: { readonly guard: Guard };
  readonly flow: Flow;
  readonly inFlight: InFlight;
  readonly log: Log;
}

export function listenTo(deps: ListenDeps, pos: PosPrincipal, socket: string): Listen {
  const whose = { socket, ...scopesOf(pos) };
  return async (type, message) => {
    const { flow, guarding } = deps;
    const tell = flow.watched ? toldOf(flow, pos, type, message, () => undefined) : undefined;
    const error = guarding.guard.refusalOf(kindOfTillMessage(type), whose);
    const answer: Answer<unknown> = error
      ? { ok: false, error }
      : await answered(deps, pos, type, message);
    tell?.(answer);
    return answer;
  };
}

const answered = (
  deps: ListenDeps,
  pos: PosPrincipal,
  type: PosClientEvent,
  message: unknown,
): Promise<Answer<unknown>> =>
  deps.inFlight.run(() =>
    inSpan(`pos ${type}`, { kind: "SERVER" }, async (span) => {
      try {
        const answer = await answerTill(deps, pos, type, message);
        if (!answer.ok) span.setAttribute("print.refused", answer.error.code);
        return answer;
      } catch (err) {
        deps.log.error({ event: "till-message", type, err }, `${type} failed`);
        return { ok: false, error: refusalOf(err) };
      }
    }),
  );
