import { trace } from "@opentelemetry/api";
import { destination, pino, type Logger, type LoggerOptions } from "pino";

export type Log = Logger;

/** A write for each line costs as much as a message does. A process that is killed leaves out of its log what it had in hand. */
const GATHER_BYTES = 4096;
const GATHER_MS = 100;

/** One JSON line per decision; the active span's ids are added so that a line finds its trace. `alsoTo` hears each line too. */
export function createLog(
  service: string,
  instance: string,
  level: string,
  alsoTo?: (line: string) => void,
): Log {
  const options: LoggerOptions = {
    level,
    base: { service, instance },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => {
      const span = trace.getActiveSpan()?.spanContext();
      return span ? { traceId: span.traceId, spanId: span.spanId } : {};
    },
    ...(alsoTo && { hooks: { streamWrite: (line: string) => (alsoTo(line), line) } }),
  };
  // Nobody waits for a line to be written; what is not yet written at an exit is written then.
  return pino(
    options,
    destination({ sync: false, minLength: GATHER_BYTES, periodicFlush: GATHER_MS }),
  );
}
