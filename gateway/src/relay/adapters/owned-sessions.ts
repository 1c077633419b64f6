/** The owner's side: what other gateways bring of the sessions that live here is fed to engine.io as if the client were here. */
import { RelayedRequest as RequestHead, type RelayedAnswer } from "@printermaster/contracts";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Counts } from "../app/counts.ts";
import { beganBy } from "../app/exchange-ids.ts";
import type { Link } from "../app/ports.ts";
import type { Tunnels } from "../app/tunnels.ts";
import { opened, sealed, type Envelope } from "../domain/envelope.ts";
import { Slicer } from "../domain/slices.ts";
import { UNKNOWN_SESSION, type EngineRefusal, type RelayEngine } from "./relay-engine.ts";
import { RelayedRequest } from "./relayed-request.ts";
import { RelayedResponse } from "./relayed-response.ts";
import { TunnelledWebSocket } from "./tunnelled-websocket.ts";

export interface OwnedSessionsDeps {
  readonly engine: RelayEngine;
  readonly link: Link;
  readonly tunnels: Tunnels;
  readonly counts: Counts;
}

const JSON_HEADERS = { "Content-Type": "application/json" };
const encoder = new TextEncoder();

export class OwnedSessions {
  readonly #deps: OwnedSessionsDeps;
  readonly #held = new Map<string, RelayedRequest>();
  /** Which session a tunnel belongs to. */
  readonly #tunnelled = new Map<string, string>();

  constructor(deps: OwnedSessionsDeps) {
    this.#deps = deps;
  }

  /** Requests of other gateways that wait for their answer here. */
  get held(): number {
    return this.#held.size;
  }

  /** Where their clients are. */
  edges(): string[] {
    return [...this.#held.keys()].map(beganBy);
  }

  poll(id: string, bytes: Uint8Array): void {
    const request = requestIn(opened(bytes));
    if (!request) return this.#refuse(id, UNKNOWN_SESSION);
    const response = new RelayedResponse((answer, body) => {
      if (this.#held.delete(id)) this.#answer(id, answer, body);
    });
    request.dropped = () => {
      if (this.#held.delete(id)) this.#refuse(id, UNKNOWN_SESSION);
    };
    this.#held.set(id, request);
    this.#deps.counts.pollsServed++;
    this.#deps.engine.handleRequest(
      request as unknown as IncomingMessage,
      response as unknown as ServerResponse,
    );
  }

  upgrade(id: string, bytes: Uint8Array): void {
    const { engine, tunnels, counts } = this.#deps;
    const request = requestIn(opened(bytes));
    if (!request) return this.#refuse(id, UNKNOWN_SESSION);
    const refusal = engine.takeTunnel(request, () => {
      counts.tunnelsServed++;
      this.#tunnelled.set(id, request.sid);
      const tunnel = tunnels.open(id, beganBy(id), () => this.#tunnelled.delete(id));
      this.#answer(id, { status: 101, headers: {} }, new Uint8Array());
      return new TunnelledWebSocket(tunnel);
    });
    if (refusal) this.#refuse(id, refusal);
  }

  /** The client went away, or the gateway it hung on did. */
  cancel(id: string): void {
    const request = this.#held.get(id);
    this.#held.delete(id);
    request?.clientGone();
  }

  release(id: string): void {
    const request = this.#held.get(id);
    if (request?.method === "GET") this.#deps.engine.releasePoll(request.sid);
  }

  /** The gateway at the other end of this tunnel will stop. */
  leaving(id: string): void {
    const sid = this.#tunnelled.get(id);
    if (sid !== undefined) this.#deps.engine.tellLeaving(sid);
  }

  /** Says how many. */
  lose(edge: string): number {
    const lost = [...this.#held.keys()].filter((id) => beganBy(id) === edge);
    for (const id of lost) this.cancel(id);
    return lost.length;
  }

  #refuse(id: string, refusal: EngineRefusal): void {
    const head = { status: 400, headers: JSON_HEADERS };
    this.#answer(id, head, encoder.encode(JSON.stringify(refusal)));
  }

  #answer(id: string, head: RelayedAnswer, body: Uint8Array): void {
    const { link } = this.#deps;
    const message = { type: 0, data: sealed({ head, body }) };
    for (const slice of new Slicer().slices(message, link.mostBytes))
      link.send(beganBy(id), "answer", id, slice);
  }
}

function requestIn(envelope: Envelope | undefined): RelayedRequest | undefined {
  const head = RequestHead.safeParse(envelope?.head);
  return envelope && head.success ? new RelayedRequest(head.data, envelope.body) : undefined;
}
