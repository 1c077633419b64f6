/** Our one exporter: OTLP as JSON, whose way out the process chooses. */
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  NoopSpanProcessor,
  type ReadableSpan,
  type Sampler,
  type SpanExporter,
  type SpanProcessor,
} from "@opentelemetry/sdk-trace";

/** Takes one OTLP/JSON request body; rejects when it could not be handed on. */
export type DeliverSpans = (otlpJson: Uint8Array) => Promise<void>;

export interface Telemetry {
  readonly stop: () => Promise<void>;
}

const SHUTDOWN_LIMIT_MS = 2000;

export interface SpansOut {
  readonly sampler: Sampler;
  readonly spanProcessors: SpanProcessor[];
}

export const spansOut = (deliver: DeliverSpans | undefined): SpansOut => ({
  // Ids are made and handed on all the same: they stand in logs, events and answers. Whether a trace is kept is not the
  // caller's to say.
  sampler: deliver ? new AlwaysOnSampler() : new AlwaysOffSampler(),
  spanProcessors: [
    deliver
      ? new BatchSpanProcessor({ exporter: exporterOf(deliver), scheduledDelayMillis: 500 })
      : new NoopSpanProcessor(),
  ],
});

/** A dead collector would hold the SDK's own shutdown for 8 s. */
export function stoppable(sdk: { readonly shutdown: () => Promise<unknown> }): Telemetry {
  const limit = () => new Promise<void>((done) => setTimeout(done, SHUTDOWN_LIMIT_MS).unref());
  const shutdown = () =>
    sdk.shutdown().then(
      () => undefined,
      () => undefined,
    );
  return { stop: () => Promise.race([shutdown(), limit()]) };
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
  const send = async (spans: ReadableSpan[]) => {
    // Loaded with the first span: an agent with nothing to do has little room.
    const { JsonTraceSerializer } = await import("@opentelemetry/otlp-transformer");
    const body = JsonTraceSerializer.serializeRequest(spans);
    if (body) await deliver(body);
  };
  return {
    export(spans: ReadableSpan[], done) {
      send(spans).then(
        () => done({ code: SUCCESS }),
        (error: unknown) => done({ code: FAILED, error: error as Error }),
      );
    },
    shutdown: () => Promise.resolve(),
    forceFlush: () => Promise.resolve(),
  };
}
