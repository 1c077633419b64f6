/** Lets this process serve the clients of all gateways, and the others serve ours. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { pause } from "@printermaster/runtime";
import type { Counts } from "../app/counts.ts";
import { whoseSession, type Whose } from "../domain/whose-session.ts";
import { relayPoll } from "./foreign-polls.ts";
import { relayUpgrade } from "./foreign-upgrades.ts";
import { openParts, type Parts, type RelayOptions } from "./parts.ts";
import { readBody } from "./read-body.ts";
import { refuse, refuseUpgrade } from "./refuse.ts";
import { UNKNOWN_SESSION, type RelayEngine } from "./relay-engine.ts";
import { tieTogether } from "./tie-together.ts";

export interface RelayReport extends Readonly<Counts> {
  readonly pollsWaiting: number;
  readonly pollsHeld: number;
  readonly tunnelsOpen: number;
}

export interface Relay {
  /** To be bound to a Socket.IO server. */
  readonly engine: RelayEngine;
  /** Begins the id of each session that lives here. */
  readonly self: string;
  readonly request: (request: IncomingMessage, response: ServerResponse) => void;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly report: () => RelayReport;
  /** WebSockets here whose sessions live elsewhere: they do not outlive this process. */
  readonly hanging: () => readonly Hanging[];
  /** The polls that wait here for others end, with nothing lost; their clients come back to any of us. */
  readonly release: () => Promise<void>;
  /** To be called when our own sessions are closed. */
  readonly stop: () => void;
}

export interface Hanging {
  /** `leaving` is emitted on its connection, where that lives. */
  leave(): void;
  close(): void;
}

const RELEASED_WITHIN_MS = 500;

export async function startRelay(options: RelayOptions): Promise<Relay> {
  const parts = openParts(options);
  const { self, engine, questions, tunnels, sessions, counts } = parts;
  const untie = await tieTogether(parts);
  options.log.info({ event: "relay", self }, `the sessions of this process begin with ${self}`);
  return {
    engine,
    self,
    request: (request, response) => takeRequest(parts, request, response),
    upgrade: (request, socket, head) => takeUpgrade(parts, request, socket, head),
    report: () => ({
      ...counts,
      pollsWaiting: questions.size,
      pollsHeld: sessions.held,
      tunnelsOpen: tunnels.size,
    }),
    hanging: () => tunnels.ofClientsHere(),
    async release() {
      questions.releaseAll();
      for (let left = RELEASED_WITHIN_MS; left > 0 && questions.size > 0; left -= 20)
        await pause(20);
    },
    stop() {
      tunnels.closeAll();
      untie();
    },
  };
}

function takeRequest(parts: Parts, request: IncomingMessage, response: ServerResponse): void {
  if (declaredTooLarge(parts, request)) return void refuseBody(parts, request, response);
  const isPoll = request.method === "GET" || request.method === "POST";
  const whose = isPoll ? whoseRequest(parts, request) : "ours";
  if (whose === "ours") parts.engine.handleRequest(request, response);
  else if (whose === "unknown") refuse(response, 400, UNKNOWN_SESSION);
  else
    relayPoll(parts.polls, whose.owner, request, response).catch((err: unknown) => {
      parts.log.error({ event: "relay-poll", err }, "a poll failed");
      response.destroy();
    });
}

/** engine.io would refuse it too, but while the client still sends: behind a proxy that looks like a broken connection. */
const declaredTooLarge = ({ polls: { mostBodyBytes } }: Parts, { headers }: IncomingMessage) =>
  Number(headers["content-length"] ?? 0) > mostBodyBytes;

async function refuseBody(parts: Parts, request: IncomingMessage, response: ServerResponse) {
  parts.counts.bodiesTooLarge++;
  await readBody(request, 0);
  refuse(response, 413);
}

function takeUpgrade(parts: Parts, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const whose = whoseRequest(parts, request);
  if (whose === "ours") parts.engine.handleUpgrade(request, socket, head);
  else if (whose === "unknown") refuseUpgrade(socket, 400, UNKNOWN_SESSION.message);
  else
    relayUpgrade(parts.upgrades, whose.owner, request, socket, head).catch((err: unknown) => {
      parts.log.error({ event: "relay-upgrade", err }, "an upgrade failed");
      socket.destroy();
    });
}

function whoseRequest({ self, macs, counts }: Parts, { url = "" }: IncomingMessage): Whose {
  const query = url.indexOf("?");
  const sids = query < 0 ? [] : new URLSearchParams(url.slice(query)).getAll("sid");
  const whose = whoseSession(sids, self, macs);
  if (whose === "unknown") counts.sessionsUnknown++;
  return whose;
}
