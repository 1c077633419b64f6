/** Traces of gateways and orchestrators: the SDK, with our one exporter. */
import { startNodeSdk } from "@opentelemetry/sdk-node";
import { spansOut, stoppable, type DeliverSpans, type Telemetry } from "./span-export.ts";

export function startTelemetry(
  service: string,
  instance: string,
  deliver: DeliverSpans | undefined,
): Telemetry {
  const sdk = startNodeSdk({
    logLevel: "error",
    resourceAttributes: { "service.name": service, "service.instance.id": instance },
    // The default detectors attach command lines, which may hold secrets.
    resourceDetectors: [],
    ...spansOut(deliver),
    metricReaders: [],
    logRecordProcessors: [],
  });
  return stoppable(sdk);
}
