import { parsed, type Answer } from "@printermaster/contracts";
import type { WireRequest } from "@printermaster/runtime";

/** Hands on what the schema takes; anything else is refused with the fields that are wrong. */
export async function take<T>(
  schema: Parameters<typeof parsed<T>>[0],
  request: WireRequest,
  use: (body: T) => Promise<Answer<unknown>>,
): Promise<Answer<unknown>> {
  const body = parsed(schema, request.body);
  return body.ok ? await use(body.value) : body;
}
