import { describe, expect, test } from "vitest";
import { clickSpanOf, stampSpans } from "../src/telemetry/domain/otlp.ts";

const span = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  name: "print",
  startTimeUnixNano: "1767225600000000000",
  endTimeUnixNano: 1767225601000000000,
};
const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const stamp = { "pm.agent": "till1" };

describe("spans from an agent", () => {
  test("carry who sent them, whatever they say themselves", () => {
    const attributes = [attribute("service.name", "agent"), attribute("pm.agent", "somebody-else")];
    const scopeSpans = [{ scope: { name: "a" }, spans: [span] }];
    expect(
      stampSpans({ resourceSpans: [{ resource: { attributes }, scopeSpans }] }, stamp),
    ).toEqual({
      resourceSpans: [
        {
          resource: {
            attributes: [attribute("service.name", "agent"), attribute("pm.agent", "till1")],
          },
          scopeSpans,
        },
      ],
    });
  });

  test.each([
    ["a word", "spans"],
    ["a list", [[]]],
    ["no scopes", { resource: {} }],
    ["scopes that are none", { scopeSpans: [null, 1] }],
    ["a span without a trace", { scopeSpans: [{ spans: [{ ...span, traceId: "x" }] }] }],
    ["a span without a name", { scopeSpans: [{ spans: [{ ...span, name: "" }] }] }],
    ["a span without a time", { scopeSpans: [{ spans: [{ ...span, endTimeUnixNano: {} }] }] }],
  ])("are dropped when they are %s", (_, given) => {
    expect(stampSpans({ resourceSpans: [given] }, stamp)).toEqual({ resourceSpans: [] });
  });
});

test("a click becomes a span of the dashboard under the browser's own span id", () => {
  const click = {
    traceparent: `00-${span.traceId}-${span.spanId}-01`,
    name: "print.click" as const,
    startedAtMs: 1767225600000,
    endedAtMs: 1767225600250,
    jobId: "job1",
  };
  const { resourceSpans } = clickSpanOf(click, { "pm.user": "anna" });
  expect(resourceSpans).toMatchObject([
    {
      resource: {
        attributes: [
          attribute("service.name", "printermaster-dashboard"),
          attribute("pm.user", "anna"),
        ],
      },
      scopeSpans: [
        {
          spans: [
            {
              traceId: span.traceId,
              spanId: span.spanId,
              name: "print.click",
              startTimeUnixNano: "1767225600000000000",
              endTimeUnixNano: "1767225600250000000",
              attributes: [attribute("print.job.id", "job1")],
            },
          ],
        },
      ],
    },
  ]);
});
