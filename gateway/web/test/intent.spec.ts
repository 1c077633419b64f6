import { describe, expect, it } from "vitest";
import { CorrelationId, IdempotencyKey, Traceparent, traceIdOf } from "@printermaster/contracts";
import { newIntent } from "../src/test-print/intent.ts";

describe("a click's intent", () => {
  it("carries ids and a traceparent that the contracts accept", () => {
    const intent = newIntent();
    expect(Traceparent.parse(intent.traceparent)).toBe(intent.traceparent);
    expect(traceIdOf(intent.traceparent)).toBe(intent.traceId);
    expect(CorrelationId.parse(intent.correlationId)).toHaveLength(26);
    expect(IdempotencyKey.parse(intent.idempotencyKey)).toHaveLength(26);
  });

  it("keeps leading zeros of random bytes", () => {
    const { traceparent } = newIntent((length) => new Uint8Array(length).fill(1));
    expect(traceparent).toBe(`00-${"01".repeat(16)}-${"01".repeat(8)}-01`);
  });

  it("is another one for every click, in each of its parts", () => {
    const [one, two] = [newIntent(), newIntent()];
    expect(one.idempotencyKey).not.toBe(two.idempotencyKey);
    expect(one.correlationId).not.toBe(two.correlationId);
    expect(one.traceId).not.toBe(two.traceId);
    expect(one.idempotencyKey).not.toBe(one.correlationId);
  });
});
