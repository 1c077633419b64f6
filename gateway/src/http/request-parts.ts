/** What routes take from an address and its headers. */
import {
  httpHeaders,
  Id,
  IdempotencyKey,
  parsed,
  refusal,
  type ErrorCode,
} from "@printermaster/contracts";
import { z } from "zod";
import type { ApiRequest } from "./exchange.ts";
import { RefusedRequest, valueOf } from "./refused-request.ts";

export function keyOf(header: string | undefined): string {
  if (!header) throw new RefusedRequest(refusal("idempotency-key-missing"));
  return valueOf(parsed(IdempotencyKey, header));
}

export function keyIn(headers: ApiRequest["headers"]): string {
  const key = headers[httpHeaders.idempotencyKey] ?? headers[httpHeaders.idempotencyKeyAlias];
  return keyOf(typeof key === "string" ? key : undefined);
}

/** What cannot be an id names nothing, and must not become part of a subject. */
const idOr = (code: ErrorCode) => (id: string) => {
  if (!Id.safeParse(id).success) throw new RefusedRequest(refusal(code));
  return id;
};
export const jobIdOf = idOr("unknown-job");
export const printerIdOf = idOr("unknown-printer");

const InBranch = z.object({ branchId: Id.optional() });
export const inBranchOf = (query: unknown): Id | undefined =>
  valueOf(parsed(InBranch, query)).branchId;

const Sequence = z.coerce.number().int().nonnegative().default(0);
export const sequenceOf = (header: string | undefined): number => valueOf(parsed(Sequence, header));

/** The user's branches, and how many at most. */
export const listOf = (branches: readonly Id[], limit: string | undefined) => ({
  branches,
  ...(limit === undefined ? {} : { limit: Number(limit) }),
});

export const bearerOf = ({ headers }: ApiRequest): string | undefined =>
  /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
