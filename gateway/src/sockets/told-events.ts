/** What those who watch are told of an event and of its answer. */
import { CorrelationId, type Answer } from "@printermaster/contracts";
import { z } from "zod";
import type { Client } from "../domain/principal.ts";
import type { Flow } from "../flow/app/flow.ts";

const Told = z.looseObject({
  correlationId: CorrelationId.optional().catch(undefined),
  branchId: z.string().max(40).optional().catch(undefined),
});

export type Acknowledge = (answer: Answer<unknown>) => void;

const peerOf = (known: Client): string =>
  known.kind === "agent" ? `agent ${known.agentId}` : `${known.kind} ${known.name}`;

/** The acknowledgement that tells it when it is said. */
export function toldOf(
  flow: Flow,
  principal: Client,
  event: string,
  payload: unknown,
  acknowledge: Acknowledge,
): Acknowledge {
  const began = performance.now();
  const about = Told.safeParse(payload).data;
  return (answer) => {
    acknowledge(answer);
    const ms = Math.round((performance.now() - began) * 10) / 10;
    const correlationId = about?.correlationId ?? correlationIn(answer);
    const branch = principal.kind === "agent" ? principal.branch : about?.branchId;
    flow.tell(
      principal.company,
      {
        over: "socket",
        direction: "in",
        name: event,
        peer: peerOf(principal),
        ...(branch ? { branch } : {}),
        ...(correlationId ? { correlationId } : {}),
        ms,
        outcome: answer.ok ? "ok" : answer.error.code,
      },
      payload,
    );
  };
}

/** One that the gateway has made up for a client of the older kind. */
function correlationIn(answer: Answer<unknown>): CorrelationId | undefined {
  return answer.ok ? Told.safeParse(answer.value).data?.correlationId : undefined;
}
