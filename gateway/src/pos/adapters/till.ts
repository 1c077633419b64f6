/** One till's connection: what it says is answered in its order, and it may not fall behind for ever. */
import {
  parsed,
  posCloseCodes,
  refusal,
  type Answer,
  type posServerEvents,
} from "@printermaster/contracts";
import type { WebSocket } from "ws";
import { z } from "zod";
import type { PosPrincipal } from "../../domain/principal.ts";
import { isTextTooDeep } from "../../guarding/domain/depth.ts";
import type { PacketGate } from "../../guarding/app/packet-gate.ts";
import type { Viewer } from "../../live/adapters/audience.ts";
import { roomOf } from "../../live/domain/rooms.ts";
import { isTillEvent } from "../app/answer-till.ts";
import type { PosClientEvent } from "@printermaster/contracts";

type Event = keyof typeof posServerEvents;
export type Listen = (type: PosClientEvent, message: unknown) => Promise<Answer<unknown>>;

/** What is not taken from us within that is not wanted. */
const MOST_UNSENT_BYTES = 1024 * 1024;
const MOST_WAITING = 100;
const GONE_WITHIN_MS = 1000;

const TOO_DEEP = refusal("invalid-payload", [{ field: "", message: "nested too deeply" }]);

const Envelope = z.looseObject({ type: z.unknown(), id: z.string().max(100).optional() });

export class Till implements Viewer {
  readonly id: string;
  readonly pos: PosPrincipal;
  /** Whether it was told to move. */
  told = false;
  /** Whether it has answered the last ping. */
  alive = true;
  readonly #socket: WebSocket;
  readonly #listen: Listen;
  readonly #mayPass: PacketGate;
  #waiting = 0;
  #work: Promise<void> = Promise.resolve();

  constructor(
    id: string,
    pos: PosPrincipal,
    socket: WebSocket,
    listen: Listen,
    mayPass: PacketGate,
  ) {
    this.id = id;
    this.pos = pos;
    this.#socket = socket;
    this.#listen = listen;
    this.#mayPass = mayPass;
    socket.on("error", () => socket.terminate());
    socket.on("pong", () => (this.alive = true));
    socket.on("message", (data: Buffer) => {
      if (!this.isOpen()) return;
      if (this.#mayPass(data.byteLength)) this.#hear(data.toString());
      else this.#cut();
    });
  }

  rooms(): string[] {
    return this.pos.branches.map(({ id }) => roomOf(this.pos.company, id));
  }

  isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  onGone(gone: () => void): void {
    this.#socket.on("close", gone);
  }

  tell(event: string, body: unknown, offset?: string): void {
    this.say(
      event as Event,
      offset === undefined ? (body as object) : { ...(body as object), offset },
    );
  }

  say(type: Event, body: object): void {
    this.send(JSON.stringify({ ...body, type }));
  }

  send(text: string): void {
    if (!this.isOpen()) return;
    if (this.#socket.bufferedAmount > MOST_UNSENT_BYTES) return this.#socket.terminate();
    this.#socket.send(text);
  }

  ping(): void {
    this.alive = false;
    if (this.isOpen()) this.#socket.ping();
  }

  close(code: keyof typeof posCloseCodes): void {
    this.#socket.close(posCloseCodes[code], code);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** Who does not heed the close goes on sending: nothing of it is read any more. */
  #cut(): void {
    this.say("error", { error: refusal("too-many-requests") });
    this.close("flooding");
    this.#socket.pause();
    setTimeout(() => this.#socket.terminate(), GONE_WITHIN_MS).unref();
  }

  #hear(text: string): void {
    // Parsing it would be most of the harm.
    if (isTextTooDeep(text)) return this.say("error", { error: TOO_DEEP });
    const json = jsonOf(text);
    if (json === undefined) return this.say("error", { error: refusal("malformed-json") });
    const message = parsed(Envelope, json);
    if (!message.ok) return this.say("error", { error: message.error });
    const { type, id } = message.value;
    if (!isTillEvent(type)) return this.say("error", { id, error: refusal("unknown-verb") });
    if (type !== "ping" && this.#waiting >= MOST_WAITING)
      return this.say("error", { id, error: refusal("too-many-requests") });
    if (type === "ping") void this.#answer(type, id, message.value);
    else this.#inTurn(() => this.#answer(type, id, message.value));
  }

  /** It tells of an order before it tells what became of it. */
  #inTurn(work: () => Promise<void>): void {
    this.#waiting++;
    this.#work = this.#work.then(work).finally(() => this.#waiting--);
  }

  /** The listener never fails: see serve-tills.ts. */
  async #answer(type: PosClientEvent, id: string | undefined, message: unknown): Promise<void> {
    const answer = await this.#listen(type, message);
    if (!answer.ok) this.say("error", { id, error: answer.error });
    else if (type === "ping") this.say("pong", { id, ...(answer.value as object) });
    else this.say("ack", { id, result: answer.value });
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
