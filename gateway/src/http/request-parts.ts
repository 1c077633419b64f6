/** What routes take from an address and its headers. */
import { Id, IdempotencyKey, parsed, refusal } from "@printermaster/contracts";
import type { ApiRequest } from "./exchange.ts";
import { RefusedRequest, valueOf } from "./refused-request.ts";

export function keyOf(header: string | undefined): string {
  if (!header) throw new RefusedRequest(refusal("idempotency-key-missing"));
  return valueOf(parsed(IdempotencyKey, header));
}

/** What cannot be an id names no job, and must not become part of a subject. */
export function jobIdOf(id: string): Id {
  if (!Id.safeParse(id).success) throw new RefusedRequest(refusal("unknown-job"));
  return id;
}

/** The user's branches, and how many at most. */
export const listOf = (branches: readonly Id[], limit: string | undefined) => ({
  branches,
  ...(limit === undefined ? {} : { limit: Number(limit) }),
});

export const bearerOf = ({ headers }: ApiRequest): string | undefined =>
  /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
