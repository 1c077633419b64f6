/** Hands spans of agents and browsers on to the collector, if there is one. */
import { accepted, refused, type Answer, type ClickSpan } from "@printermaster/contracts";
import type { DeliverSpans, Log } from "@printermaster/runtime";
import type { AgentPrincipal, UserPrincipal } from "../../domain/principal.ts";
import { clickSpanOf, stampSpans, type OtlpBody } from "../domain/otlp.ts";

export interface SpanRelay {
  readonly deliver: DeliverSpans | undefined;
  readonly log: Log;
}

const MOST_BYTES = 256 * 1024;

export function relayAgentSpans(
  relay: SpanRelay,
  { company, branch, agentId }: AgentPrincipal,
  spans: { resourceSpans: readonly unknown[] },
): Promise<Answer<object>> {
  const stamp = { "pm.company": company, "pm.branch": branch, "pm.agent": agentId };
  return handOn(relay, stampSpans(spans, stamp));
}

export const relayClick = (
  relay: SpanRelay,
  { company, id }: UserPrincipal,
  click: ClickSpan,
): Promise<Answer<object>> =>
  handOn(relay, clickSpanOf(click, { "pm.company": company, "pm.user": id }));

/** A collector that is away costs nobody anything but the spans. */
async function handOn({ deliver, log }: SpanRelay, body: OtlpBody): Promise<Answer<object>> {
  if (!deliver || body.resourceSpans.length === 0) return accepted({});
  const json = Buffer.from(JSON.stringify(body));
  if (json.length > MOST_BYTES) return refused("document-too-large");
  try {
    await deliver(json);
  } catch (error) {
    log.debug({ event: "spans-lost", err: error }, "the collector took no spans");
  }
  return accepted({});
}
