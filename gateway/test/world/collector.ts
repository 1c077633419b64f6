/** Takes OTLP over HTTP as a real collector does, and keeps the spans. */
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import type { AddressInfo } from "node:net";

export interface CollectedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly from: Readonly<Record<string, string>>;
}

interface Body {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly Omit<CollectedSpan, "from">[] }[];
  }[];
}
interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue: string };
}

export async function startCollector() {
  const spans: CollectedSpan[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      for (const { resource, scopeSpans } of (body as Body).resourceSpans) {
        const pairs = resource.attributes.map(({ key, value }) => [key, value.stringValue]);
        const from = Object.fromEntries(pairs) as Record<string, string>;
        spans.push(
          ...scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ ...span, from }))),
        );
      }
      response.end("{}");
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ofTrace: (traceId: string) => spans.filter((span) => span.traceId === traceId),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
