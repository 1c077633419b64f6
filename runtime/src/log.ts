import { trace } from "@opentelemetry/api";
import { pino, type Logger } from "pino";

export type Log = Logger;

/** One JSON line per decision; the active span's ids are added so that a line finds its trace. */
export function createLog(service: string, instance: string, level: string): Log {
  return pino({
    level,
    base: { service, instance },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => {
      const span = trace.getActiveSpan()?.spanContext();
      return span ? { traceId: span.traceId, spanId: span.spanId } : {};
    },
  });
}
