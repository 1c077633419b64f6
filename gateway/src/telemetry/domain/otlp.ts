/** Spans from outside, as OTLP/JSON: checked for their shape, and marked with who really sent them. */
import type { ClickSpan } from "@printermaster/contracts";

export interface OtlpBody {
  readonly resourceSpans: readonly unknown[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Keeps well-formed spans only; what the sender says about the stamped names is thrown away. */
export function stampSpans(
  { resourceSpans }: { resourceSpans: readonly unknown[] },
  stamp: Readonly<Record<string, string>>,
): OtlpBody {
  const stamped = resourceSpans.filter(isObject).map(({ resource, scopeSpans }) => ({
    resource: { attributes: [...attributesExcept(resource, stamp), ...attributesOf(stamp)] },
    scopeSpans: scopesOf(scopeSpans),
  }));
  return { resourceSpans: stamped.filter(({ scopeSpans }) => scopeSpans.length > 0) };
}

/** The browser has no exporter of its own: this is the span it began, under the id it began it with. */
export function clickSpanOf(click: ClickSpan, facts: Readonly<Record<string, string>>): OtlpBody {
  const [, traceId, spanId] = click.traceparent.split("-");
  const attributes = attributesOf(click.jobId ? { "print.job.id": click.jobId } : {});
  const span = {
    traceId,
    spanId,
    name: click.name,
    kind: KIND_CLIENT,
    startTimeUnixNano: `${click.startedAtMs}000000`,
    endTimeUnixNano: `${Math.max(click.startedAtMs, click.endedAtMs)}000000`,
    attributes,
    status: {},
  };
  const resource = {
    attributes: attributesOf({ "service.name": "printermaster-dashboard", ...facts }),
  };
  const scopeSpans = [{ scope: { name: "printermaster" }, spans: [span] }];
  return { resourceSpans: [{ resource, scopeSpans }] };
}

const KIND_CLIENT = 3;

const attributesOf = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));

function attributesExcept(resource: unknown, stamp: Fields): unknown[] {
  const given = isObject(resource) ? arrayOf(resource["attributes"]).filter(isObject) : [];
  return given.filter(({ key }) => typeof key === "string" && !Object.hasOwn(stamp, key));
}

function scopesOf(scopeSpans: unknown): { scope: unknown; spans: unknown[] }[] {
  return arrayOf(scopeSpans)
    .filter(isObject)
    .map(({ scope, spans }) => ({
      scope: isObject(scope) ? scope : {},
      spans: arrayOf(spans).filter(isSpan),
    }))
    .filter(({ spans }) => spans.length > 0);
}

function isSpan(span: unknown): boolean {
  if (!isObject(span)) return false;
  const { traceId, spanId, name, startTimeUnixNano, endTimeUnixNano } = span;
  return (
    matches(traceId, /^[0-9a-f]{32}$/) &&
    matches(spanId, /^[0-9a-f]{16}$/) &&
    matches(name, /^.{1,200}$/) &&
    matches(String(startTimeUnixNano), /^\d{1,20}$/) &&
    matches(String(endTimeUnixNano), /^\d{1,20}$/)
  );
}

const matches = (value: unknown, shape: RegExp): boolean =>
  typeof value === "string" && shape.test(value);

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const arrayOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
