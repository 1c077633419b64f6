/** What is said of a route: the OpenAPI document, the checks before a controller, and the tests read it here. */
import type { ErrorCode } from "@printermaster/contracts";
import type { z } from "zod";
import type { Permission } from "../../accounts/domain/permissions.ts";

export interface Route {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** As Nest has it: `/v1/jobs/:id`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** `signed-in`: whoever has any credential. */
  readonly who: Permission | "signed-in" | "anybody";
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: readonly HeaderName[];
  readonly body?: z.ZodType;
  /** Other types of body, whose address says the rest: see `query`. */
  readonly files?: readonly string[];
  /** Without a body the route does the same. */
  readonly bodyOptional?: boolean;
  /** By status; refusals apart. */
  readonly answers: Readonly<Record<number, Answered>>;
  /** Beyond those that every route of its kind may give: see `refusalsOf`. */
  readonly refusals?: readonly ErrorCode[];
}

export type HeaderName = "idempotency-key" | "prefer" | "last-event-id";

/** A schema is JSON; a text names another type; `null` is no body. */
export interface Answered {
  readonly what: string;
  readonly body: z.ZodType | string | null;
  readonly headers?: readonly string[];
}

/** What any route of this kind may be refused with. */
export function refusalsOf(route: Route): readonly ErrorCode[] {
  const codes: ErrorCode[] = [
    "not-acceptable",
    "foreign-origin",
    "too-many-requests",
    "overloaded",
  ];
  codes.push("internal");
  if (route.who !== "anybody")
    codes.push(
      ...(["unauthenticated", "credential-expired", "credential-revoked", "forbidden"] as const),
      ...(["storage-unavailable", "read-model-unavailable"] as const),
    );
  if (route.method !== "get")
    codes.push("malformed-json", "invalid-payload", "unsupported-media-type", "document-too-large");
  if (route.query || route.headers) codes.push("invalid-payload");
  if (route.params) codes.push("unknown-route");
  if (route.headers?.includes("idempotency-key"))
    codes.push("idempotency-key-missing", "key-reused");
  return [...new Set([...codes, ...(route.refusals ?? [])])];
}
