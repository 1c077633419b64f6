import { trace } from "@opentelemetry/api";
import { destination, pino, type Logger, type LoggerOptions } from "pino";

export type Log = Logger;

/** One JSON line per decision; the active span's ids are added so that a line finds its trace. */
export function createLog(service: string, instance: string, level: string): Log {
  const options: LoggerOptions = {
    level,
    base: { service, instance },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => {
      const span = trace.getActiveSpan()?.spanContext();
      return span ? { traceId: span.traceId, spanId: span.spanId } : {};
    },
  };
  // Nobody waits for a line to be written; what is not yet written at an exit is written then.
  return pino(options, destination({ sync: false }));
}
