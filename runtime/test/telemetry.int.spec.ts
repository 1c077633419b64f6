/** A bug here would look like: two traces for one print, or a process that cannot end without a collector. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { activeTraceparent, inSpan, otlpOverHttp } from "../src/index.ts";
import { startTelemetry } from "../src/telemetry.ts";

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly status: { readonly code?: number };
}
interface Body {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: unknown }[] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

describe("spans", () => {
  const bodies: Body[] = [];
  const collector = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (request.url === "/v1/traces") bodies.push(JSON.parse(Buffer.concat(chunks).toString()));
      response.end("{}");
    });
  });

  beforeAll(() => new Promise<void>((done) => collector.listen(0, "127.0.0.1", done)));
  afterAll(() => collector.close());

  it("of a chain of hops are one trace, handed to the collector with the service's name", async () => {
    const { port } = collector.address() as AddressInfo;
    const telemetry = startTelemetry("service-a", "a-1", otlpOverHttp(`http://127.0.0.1:${port}/`));
    const carried = await inSpan("first", { parent: undefined }, async () => activeTraceparent());
    await inSpan("second", { parent: carried }, () =>
      inSpan("third", {}, () => Promise.reject(new Error("no"))).catch(() => undefined),
    );
    await telemetry.stop();

    const [resource] = bodies.flatMap((body) => body.resourceSpans);
    const names = JSON.stringify(resource!.resource.attributes);
    expect(names).toContain("service-a");
    expect(names).not.toContain("process.command");
    const spans = bodies.flatMap((body) =>
      body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
    );
    const named = (name: string) => spans.find((span) => span.name === name)!;
    expect(new Set(spans.map((span) => span.traceId)).size).toBe(1);
    expect(named("first").parentSpanId).toBeFalsy();
    expect(named("second").parentSpanId).toBe(named("first").spanId);
    expect(named("third").parentSpanId).toBe(named("second").spanId);
    expect(named("third").status.code).toBe(2);
  });
});
