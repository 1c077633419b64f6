/** Upgrades to `/ws/pos/{tenant}`: whoever is not let in is told why as HTTP, at once or after five seconds, never by silence. */
import { STATUS_CODES, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { errors, refusal, refused, type Answer, type Refusal } from "@printermaster/contracts";
import { pause, type Log } from "@printermaster/runtime";
import type { WebSocket } from "ws";
import { refusalOf } from "../../domain/fault.ts";
import type { PosPrincipal } from "../../domain/principal.ts";
import { problemOf } from "../../http/problem.ts";
import type { UpgradeRoute } from "../../sockets/entrance.ts";
import { FairWebSockets } from "../../sockets/fair-websockets.ts";

export interface TillEntranceDeps {
  readonly admit: (tenant: string, apiKey: string) => Promise<Answer<PosPrincipal>>;
  readonly openTills: (keyId: string) => number;
  readonly welcome: (pos: PosPrincipal, socket: WebSocket, since: string | undefined) => void;
  readonly isOpen: () => boolean;
  readonly newId: () => string;
  readonly log: Log;
}

const PREFIX = "/ws/pos";
/** A document of 256 KB and what surrounds it. */
const MOST_MESSAGE_BYTES = 512 * 1024;
const ADMITTED_WITHIN_MS = 5000;
const GONE_WITHIN_MS = 1000;
/** A shop has a few tills; one that opens more has lost count of them. */
export const MOST_TILLS_OF_KEY = 100;
const MOST_AT_THE_DOOR = 500;

export function tillEntrance(deps: TillEntranceDeps): UpgradeRoute {
  const noServer = new FairWebSockets({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MOST_MESSAGE_BYTES,
  });
  let atTheDoor = 0;
  const enter = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { tenant, since } = addressOf(request);
    const admitted = await admission(deps, tenant, request.headers["x-api-key"]);
    // Whoever went away meanwhile is not answered.
    if (socket.destroyed) return;
    if (!admitted.ok) return refuse(deps, socket, admitted.error);
    noServer.handleUpgrade(request, socket, head, (opened) =>
      deps.welcome(admitted.value, opened, since),
    );
  };
  return {
    takes: (path) => path === PREFIX || path.startsWith(`${PREFIX}/`),
    upgrade(request, socket, head) {
      if (atTheDoor >= MOST_AT_THE_DOOR) return refuse(deps, socket, refusal("too-many-requests"));
      atTheDoor++;
      enter(request, socket, head)
        .catch((err: unknown) => {
          deps.log.error({ event: "till-entrance", err }, "an upgrade failed");
          socket.destroy();
        })
        .finally(() => atTheDoor--);
    },
  };
}

async function admission(
  { admit, openTills, isOpen, log }: TillEntranceDeps,
  tenant: string | undefined,
  apiKey: string | string[] | undefined,
): Promise<Answer<PosPrincipal>> {
  if (!isOpen()) return refused("no-answer");
  if (tenant === undefined) return refused("unknown-route");
  if (typeof apiKey !== "string" || apiKey === "") return refused("unauthenticated");
  const tooLate = pause(ADMITTED_WITHIN_MS).then(() => refused("read-model-unavailable"));
  const admitted = await Promise.race([admit(tenant, apiKey), tooLate]).catch((err: unknown) => {
    log.error({ event: "till-refused", err }, "the admission failed");
    return { ok: false, error: refusalOf(err) } as const;
  });
  if (!admitted.ok) log.info({ event: "till-refused", code: admitted.error.code }, "refused");
  if (admitted.ok && openTills(admitted.value.id) >= MOST_TILLS_OF_KEY)
    return refused("too-many-requests", { retryAfterSeconds: 10 });
  return admitted;
}

function addressOf({ url = "" }: IncomingMessage) {
  const [path = "", query = ""] = url.split("?", 2);
  const [tenant, ...others] = path.slice(PREFIX.length + 1).split("/");
  const since = new URLSearchParams(query).get("since") ?? undefined;
  return { tenant: tenant === "" || others.length > 0 ? undefined : tenant, since };
}

function refuse({ newId }: TillEntranceDeps, socket: Duplex, why: Refusal): void {
  const problem = problemOf(why, newId());
  const { status } = problem;
  const body = JSON.stringify(problem);
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
    ...(status === 401 ? ["WWW-Authenticate: X-API-Key"] : []),
    ...(errors[why.code].retryable ? ["Retry-After: 1"] : []),
  ];
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
  setTimeout(() => socket.destroy(), GONE_WITHIN_MS).unref();
}
