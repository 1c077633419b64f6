/** Spans made by hand at each hop: their context travels as `traceparent` in our own envelopes. */
import {
  context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type Span,
} from "@opentelemetry/api";

/** Stands in for whatever is set up later. */
const tracer = trace.getTracer("printermaster");
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

export interface SpanOptions {
  readonly kind?: keyof typeof SpanKind;
  /** The caller's context. Absent: the active span's; malformed or empty: a new trace. */
  readonly parent?: string | undefined;
  readonly attributes?: Attributes;
}

/** Runs `work` inside a span that ends with it; a throw marks the span and passes on. */
export async function inSpan<T>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const parent = "parent" in options ? contextOf(options.parent) : context.active();
  const span = tracer.startSpan(
    name,
    { kind: SpanKind[options.kind ?? "INTERNAL"], attributes: options.attributes ?? {} },
    parent,
  );
  try {
    return await context.with(trace.setSpan(parent, span), () => work(span));
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
    throw error;
  } finally {
    span.end();
  }
}

export function contextOf(traceparent: string | undefined): Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? "") ?? [];
  if (!traceId || !spanId || !flags) return ROOT_CONTEXT;
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
  const remote = { traceId, spanId, traceFlags, isRemote: true };
  return trace.setSpanContext(ROOT_CONTEXT, remote);
}

/** The active span as a header value for the next hop. */
export function activeTraceparent(): string | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  return span && `00-${span.traceId}-${span.spanId}-0${span.traceFlags & TraceFlags.SAMPLED}`;
}

export const activeTraceId = (): string | undefined => trace.getActiveSpan()?.spanContext().traceId;
