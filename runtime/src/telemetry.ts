/** Traces: the SDK, with our one exporter (OTLP as JSON), whose way out the process chooses. */
import { JsonTraceSerializer } from "@opentelemetry/otlp-transformer";
import { startNodeSdk } from "@opentelemetry/sdk-node";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  NoopSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
} from "@opentelemetry/sdk-trace";

/** Takes one OTLP/JSON request body; rejects when it could not be handed on. */
export type DeliverSpans = (otlpJson: Uint8Array) => Promise<void>;

export interface Telemetry {
  readonly stop: () => Promise<void>;
}

const SHUTDOWN_LIMIT_MS = 2000;

export function startTelemetry(
  service: string,
  instance: string,
  deliver: DeliverSpans | undefined,
): Telemetry {
  const processor = deliver
    ? new BatchSpanProcessor({ exporter: exporterOf(deliver), scheduledDelayMillis: 500 })
    : new NoopSpanProcessor();
  const sdk = startNodeSdk({
    logLevel: "error",
    resourceAttributes: { "service.name": service, "service.instance.id": instance },
    // The default detectors attach command lines, which may hold secrets.
    resourceDetectors: [],
    // Ids are made and handed on all the same: they stand in logs, events and answers.
    sampler: deliver ? new AlwaysOnSampler() : new AlwaysOffSampler(),
    spanProcessors: [processor],
    metricReaders: [],
    logRecordProcessors: [],
  });
  // A dead collector would hold the SDK's own shutdown for 8 s.
  const limit = () => new Promise<void>((done) => setTimeout(done, SHUTDOWN_LIMIT_MS).unref());
  return { stop: () => Promise.race([sdk.shutdown().catch(() => undefined), limit()]) };
}

/** OTLP over HTTP in its JSON encoding, to `<endpoint>/v1/traces`. */
export function otlpOverHttp(endpoint: string | undefined): DeliverSpans | undefined {
  if (!endpoint) return undefined;
  const url = `${endpoint.replace(/\/+$/, "")}/v1/traces`;
  return async (otlpJson) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: Buffer.from(otlpJson),
      signal: AbortSignal.timeout(5000),
    });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`the collector answered ${response.status}`);
  };
}

const SUCCESS = 0;
const FAILED = 1;

function exporterOf(deliver: DeliverSpans): SpanExporter {
  return {
    export(spans: ReadableSpan[], done) {
      const body = JsonTraceSerializer.serializeRequest(spans);
      if (!body) return done({ code: SUCCESS });
      deliver(body).then(
        () => done({ code: SUCCESS }),
        (error: unknown) => done({ code: FAILED, error: error as Error }),
      );
    },
    shutdown: () => Promise.resolve(),
    forceFlush: () => Promise.resolve(),
  };
}
