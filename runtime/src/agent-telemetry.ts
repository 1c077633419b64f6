/** Traces of an agent: only that part of the SDK which makes spans. The SDK's starter brings much that an agent has no room for. */
import { context, diag, DiagConsoleLogger, DiagLogLevel, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { ParentBasedSampler, TracerProvider } from "@opentelemetry/sdk-trace";
import { spansOut, stoppable, type DeliverSpans, type Telemetry } from "./span-export.ts";

export function startAgentTelemetry(
  service: string,
  instance: string,
  deliver: DeliverSpans,
): Telemetry {
  diag.setLogger(new DiagConsoleLogger(), { logLevel: DiagLogLevel.ERROR });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const named = { "service.name": service, "service.instance.id": instance };
  const resource = resourceFromAttributes(named);
  const out = spansOut(deliver);
  // The cloud says with each job whether anybody keeps its trace.
  const sampler = new ParentBasedSampler({ root: out.sampler });
  const provider = new TracerProvider({ resource, ...out, sampler });
  trace.setGlobalTracerProvider(provider);
  return stoppable(provider);
}
