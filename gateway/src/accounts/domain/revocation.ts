/** What a client's presence rests on, and whether something of it was taken back. */
import { msOf, type Id, type RevocableKind } from "@printermaster/contracts";
import type { Client } from "../../domain/principal.ts";

export interface Ground {
  readonly kind: RevocableKind;
  readonly id: Id;
  /** What was taken back before then is another matter: whoever signs in again is welcome. */
  readonly since?: number;
}

function groundsOf(client: Client): Ground[] {
  if (client.kind === "pos") return [{ kind: "key", id: client.id }];
  if (client.kind === "agent" && client.key)
    return [
      { kind: "device", id: client.agentId },
      { kind: "device-key", id: client.key.id },
    ];
  if (client.kind === "agent")
    return client.licence === undefined ? [] : [{ kind: "licence", id: client.licence }];
  const { id, token } = client;
  if (!token) return [];
  return [
    { kind: "user", id, since: token.issuedAt },
    { kind: "session", id: token.session },
  ];
}

export function isRevoked(
  client: Client,
  revokedAt: (kind: RevocableKind, id: Id) => number | undefined,
): boolean {
  return groundsOf(client).some(({ kind, id, since = 0 }) => {
    const at = revokedAt(kind, id);
    return at !== undefined && since <= at;
  });
}

/** How long people whose token ran out go on while no new one can be had, as the database is away. */
export const GRACE_MS = 4 * 3_600_000;

/** When a client's time is over; `undefined`: never by itself. */
export function endOf(client: Client): number | undefined {
  if (client.kind === "user") return client.token?.expiresAt;
  return client.expiresAt === undefined ? undefined : msOf(client.expiresAt);
}

export function isOver(client: Client, now: number, databaseAway: boolean): boolean {
  const grace = client.kind === "user" && databaseAway ? GRACE_MS : 0;
  const end = endOf(client);
  return end !== undefined && end + grace <= now;
}
