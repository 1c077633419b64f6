/** Sockets live as long as what they came in with: refreshed on the way, closed when it ran out or was revoked. */
import {
  authEvents,
  AuthRefresh,
  refusal,
  type AuthExpired,
  type ErrorCode,
} from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import type { UserAdmissionDeps } from "../accounts/app/admit-user.ts";
import type { Revocations } from "../accounts/app/ports.ts";
import { refreshSocket } from "../accounts/app/refresh-socket.ts";
import { isOver } from "../accounts/domain/revocation.ts";
import { mayUse, type UserPrincipal } from "../domain/principal.ts";
import { branchOfRoom } from "../live/domain/rooms.ts";
import type { Handle } from "./handle.ts";
import type { PrintingServer, PrintingSocket } from "./printing-socket.ts";

export interface KeepSignedInDeps extends UserAdmissionDeps {
  readonly revocations: Revocations;
  readonly handle: Handle;
  readonly now: () => Date;
  readonly log: Log;
}

export function serveRefresh(
  deps: KeepSignedInDeps,
  socket: PrintingSocket,
  user: UserPrincipal,
): void {
  const traced = { traced: false };
  const refresh = async ({ token }: AuthRefresh) => {
    const answer = await refreshSocket(deps, user, token);
    if (answer.ok) await leaveLostBranches(socket, user);
    return answer;
  };
  deps.handle(socket, authEvents.refresh, AuthRefresh, refresh, traced);
}

async function leaveLostBranches(socket: PrintingSocket, user: UserPrincipal): Promise<void> {
  for (const room of socket.rooms) {
    const of = branchOfRoom(room);
    if (of && !mayUse(user, of.branch)) await socket.leave(room);
  }
}

const SWEEP_MS = 1000;

/** On all namespaces of this gateway. Returns what ends it. */
export function sweepSockets(server: PrintingServer, deps: KeepSignedInDeps): () => void {
  const unwatch = deps.revocations.watch((hits) => {
    for (const socket of socketsOf(server))
      if (hits(socket.data.principal)) close(deps, socket, "credential-revoked");
  });
  const timer = setInterval(() => {
    sweep(server, deps).catch((err: unknown) => deps.log.error({ event: "sweep", err }, "failed"));
  }, SWEEP_MS);
  return () => {
    unwatch();
    clearInterval(timer);
  };
}

async function sweep(server: PrintingServer, deps: KeepSignedInDeps): Promise<void> {
  const now = deps.now().getTime();
  const over = socketsOf(server).filter(({ data }) => isOver(data.principal, now, false));
  if (over.length === 0) return;
  const away = await deps.databaseIsAway();
  for (const socket of over)
    if (isOver(socket.data.principal, now, away)) close(deps, socket, codeOf(socket));
}

const codeOf = ({ data }: PrintingSocket): ErrorCode =>
  data.principal.kind === "user" ? "unauthenticated" : "credential-expired";

/** Also one that was let in while its credential was being revoked. */
export const closeIfRevoked = (deps: KeepSignedInDeps, socket: PrintingSocket): void => {
  if (deps.revocations.covers(socket.data.principal)) close(deps, socket, "credential-revoked");
};

function close({ log }: KeepSignedInDeps, socket: PrintingSocket, code: ErrorCode): void {
  const { kind, company } = socket.data.principal;
  log.info({ event: "socket-closed", kind, company, code }, "its credential counts no more");
  const notice: AuthExpired = { code, message: refusal(code).message };
  socket.emit(authEvents.expired, notice);
  socket.disconnect(true);
}

function socketsOf(server: PrintingServer): PrintingSocket[] {
  // oxlint-disable-next-line no-underscore-dangle -- the library has no other list of its namespaces
  const namespaces = [...server._nsps.values()];
  return namespaces
    .flatMap(({ sockets }) => [...sockets.values()])
    .filter(({ data }) => data.principal !== undefined);
}
