/** What makes one click one job and one trace: chosen here, before anything leaves the page. */
import { idFromBytes } from "@printermaster/contracts";

export interface Intent {
  readonly idempotencyKey: string;
  readonly correlationId: string;
  readonly traceId: string;
  readonly traceparent: string;
}

export type Random = (length: number) => Uint8Array;

const secureRandom: Random = (length) => crypto.getRandomValues(new Uint8Array(length));

const ID_BYTES = 17;

export function newIntent(random: Random = secureRandom): Intent {
  const traceId = hex(random(16));
  return {
    idempotencyKey: idFromBytes(random(ID_BYTES)),
    correlationId: idFromBytes(random(ID_BYTES)),
    traceId,
    // W3C trace context: version, trace, the click's own span, and the flag that asks for it to be kept.
    traceparent: `00-${traceId}-${hex(random(8))}-01`,
  };
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
