/** The relay's parts, before anything moves. */
import type { IncomingMessage } from "node:http";
import { hmacBase64Url, hmacHex, randomToken, type Log } from "@printermaster/runtime";
import type { NatsConnection } from "@nats-io/transport-node";
import { WebSocketServer } from "ws";
import { newCounts } from "../app/counts.ts";
import { exchangeIds } from "../app/exchange-ids.ts";
import { Questions } from "../app/questions.ts";
import { Tunnels } from "../app/tunnels.ts";
import { Peers } from "../domain/peers.ts";
import { Quota, type QuotaLimits } from "../domain/quota.ts";
import { MAC_LENGTH, sessionId, type Mac } from "../domain/session-ids.ts";
import { NatsLink } from "./nats-link.ts";
import { OwnedSessions } from "./owned-sessions.ts";
import { RelayEngine, type EngineOptions } from "./relay-engine.ts";

export interface RelayLimits {
  readonly polls: QuotaLimits;
  readonly tunnels: QuotaLimits;
  /** How much may wait for the slow client of one tunnel. */
  readonly tunnelBufferBytes: number;
}

export interface RelayOptions {
  readonly nats: NatsConnection;
  /** All gateways share it. */
  readonly secret: string;
  /** Another one whose session ids are good too, while secrets change. */
  readonly secretBefore?: string | undefined;
  readonly engine: EngineOptions;
  readonly limits: RelayLimits;
  readonly addressOf: (request: IncomingMessage) => string;
  readonly log: Log;
}

export type Parts = ReturnType<typeof openParts>;

/** For the head of a relayed request. */
const HEADROOM_BYTES = 64 * 1024;
const INSTANCE_BYTES = 6;
const RANDOM_BYTES = 15;
/** What a poll may wait for beyond the ping that must come through it. */
const PATIENCE_MS = 5000;

export function openParts(options: RelayOptions) {
  const { nats, limits, addressOf, log } = options;
  const { self, macs, newSid } = identity(options);
  const engine = new RelayEngine(options.engine, newSid);
  const { mostBodyBytes, answerWithinMs } = boundsOf(engine);
  assertRoom(nats, mostBodyBytes);

  const link = new NatsLink(nats, self, log);
  const peers = new Peers();
  const questions = new Questions(link, (owner) => peers.met(owner, performance.now()));
  const tunnels = new Tunnels(link);
  const counts = newCounts();
  const sessions = new OwnedSessions({ engine, link, tunnels, counts });
  const common = { questions, tunnels, newId: exchangeIds(self), counts, addressOf };
  const polls = { ...common, quota: new Quota(limits.polls), mostBodyBytes, answerWithinMs };
  const upgrades = {
    ...common,
    quota: new Quota(limits.tunnels),
    mostBufferedBytes: limits.tunnelBufferBytes,
    door: doorOf(mostBodyBytes),
  };
  return {
    self,
    macs,
    engine,
    link,
    peers,
    questions,
    tunnels,
    counts,
    sessions,
    polls,
    upgrades,
    log,
  };
}

function boundsOf({ settings: { maxHttpBufferSize, pingInterval, pingTimeout } }: RelayEngine) {
  const answerWithinMs = pingInterval + pingTimeout + PATIENCE_MS;
  return { mostBodyBytes: maxHttpBufferSize, answerWithinMs };
}

/** Made anew at each start: a process that is started again must not look like the one that died. */
function identity({ secret, secretBefore }: RelayOptions) {
  const self = randomToken(INSTANCE_BYTES);
  const mac = macBy(secret);
  const macs = secretBefore === undefined ? [mac] : [mac, macBy(secretBefore)];
  return { self, macs, newSid: () => sessionId(self, randomToken(RANDOM_BYTES), mac) };
}

function macBy(secret: string): Mac {
  const key = hmacHex(secret, "socket session ids");
  return (text) => hmacBase64Url(key, text).slice(0, MAC_LENGTH);
}

const doorOf = (maxPayload: number) =>
  new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload,
  });

/** What a client may send must fit into one message, or only its owner could take it. */
function assertRoom(nats: NatsConnection, mostBodyBytes: number): void {
  const room = nats.info?.max_payload ?? 0;
  const needed = mostBodyBytes + HEADROOM_BYTES;
  if (room < needed)
    throw new Error(
      `The broker takes messages of at most ${room} bytes, and what gateways relay needs ${needed}: raise max_payload of nats-server.`,
    );
}
